"""What can be done with sign-ups."""

from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from koncern import mail, users
from koncern.base import Fault, digest, email_key, new_secret, person
from koncern.db import Tx, load
from koncern.events import record
from koncern.sign_ups.model import (
    KEPT_FOR,
    TOKEN_LIVES,
    AlreadyVerified,
    SignUp,
    Spent,
    VerificationRefused,
)
from koncern.users import EmailTaken, Profile, User

SQL = load("koncern.sign_ups")


async def register(tx: Tx, new: SignUp, /, *, password_hash: str) -> None:
    """Sign somebody up; if the address has a user, it is they who are told."""
    known = await users.find_by_email(tx, new.email)
    if known is not None:
        await _tell_known(tx, known)
        return
    token, id_ = new_secret("kv_"), uuid7()
    await tx.run(
        SQL.add,
        id=id_,
        hash=digest(token),
        email=new.email.strip(),
        email_key=email_key(new.email),
        password_hash=password_hash,
        profile=_kept(new),
        expires_at=tx.now + TOKEN_LIVES,
    )
    await record(tx, person(tx.app, id_), "user.registered", id_, after={"id": id_})
    await _send(tx, new.email.strip(), token, new.language)


async def resend(tx: Tx, email: str, /) -> None:
    """Send another token to an address that has signed up; the one before is void."""
    known = await users.find_by_email(tx, email)
    if known is not None:
        await _tell_known(tx, known)
        return
    token = new_secret("kv_")
    renewed = await tx.rows(
        SQL.renew,
        email_key=email_key(email),
        hash=digest(token),
        expires_at=tx.now + TOKEN_LIVES,
        oldest=tx.now - KEPT_FOR,
    )
    for row in renewed:
        await _send(tx, row["email"], token, row["language"])


async def verify(tx: Tx, token: str, /) -> User:
    """Make a user of whoever has shown that the address is theirs."""
    hash_ = digest(token)
    spent = await tx.maybe(Spent, SQL.spend, hash=hash_)
    if spent is None:
        if await tx.run(SQL.find_spent, hash=hash_):
            raise AlreadyVerified
        raise VerificationRefused(faults=[Fault("/token", "is unknown or has expired")])
    try:
        user = await users.add(
            tx,
            msgspec.json.decode(spent.profile, type=Profile),
            id=spent.id,
            email=spent.email,
            password_hash=spent.password_hash,
        )
    except EmailTaken:
        raise AlreadyVerified from None
    await tx.run(SQL.close_others, email_key=spent.email_key)
    who = person(tx.app, user.id)
    await record(tx, who, "user.verified", user.id, after={"id": user.id})
    return user


async def purge(tx: Tx, /) -> int:
    """Forget up to a thousand old sign-ups; return how many."""
    return await tx.run(SQL.purge_of_every_app, oldest=tx.now - KEPT_FOR)


async def _tell_known(tx: Tx, user: User) -> None:
    """Tell who has an address that somebody tried to sign up with it."""
    who: UUID = user.id
    await record(tx, person(tx.app, who), "user.registered_again", who)
    await mail.post(
        tx,
        to=user.email,
        template="email_known",
        language=user.language,
        facts={"name": user.first_name},
    )


async def _send(tx: Tx, email: str, token: str, language: str | None) -> None:
    """Send a token. Nothing that a stranger may have typed goes along with it."""
    await mail.post(
        tx,
        to=email,
        template="email_verification",
        language=language,
        facts={"token": token, "hours": int(TOKEN_LIVES.total_seconds() // 3600)},
    )


def _kept(new: SignUp) -> str:
    profile = {name: getattr(new, name) for name in Profile.__struct_fields__}
    return msgspec.json.encode(profile).decode()
