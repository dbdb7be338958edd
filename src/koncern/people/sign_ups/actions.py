"""What can be done with sign-ups."""

from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from koncern import mail
from koncern.base import Fault, digest, email_key, new_secret, person
from koncern.db import Tx, load
from koncern.events import record
from koncern.people import users
from koncern.people.attempts import key_of_client
from koncern.people.sign_ups.model import (
    KEPT_FOR,
    TOKEN_LIVES,
    AlreadyVerified,
    Chosen,
    Found,
    Open,
    PasswordNeeded,
    SignUp,
    Token,
    VerificationRefused,
)
from koncern.people.sign_ups.rules import is_ambiguous, sign_up_meant
from koncern.people.users import Claim, EmailTaken, Profile, User, UserInvalid

SQL = load("koncern.people.sign_ups")


async def register(
    tx: Tx, new: SignUp, /, *, password_hash: str, client: str | None = None
) -> None:
    """Sign somebody up; if the address has a user, tell that user by mail."""
    known = await users.find_by_email(tx, new.email)
    if known is not None:
        await _notify_user(tx, known)
        return
    token, id_, key = new_secret("kv_"), uuid7(), email_key(new.email)
    await tx.run(
        SQL.add,
        id=id_,
        hash=digest(token),
        email=new.email.strip(),
        email_key=key,
        password_hash=password_hash,
        profile=_to_column(new),
        client=key_of_client(client),
        expires_at=tx.now + TOKEN_LIVES,
    )
    await tx.run(SQL.contest, id=id_, email_key=key)
    await record(tx, person(tx.app, id_), "user.registered", id_, after={"id": id_})
    await _send(tx, new.email.strip(), token, new.language)


async def resend(tx: Tx, email: str, /, *, client: str | None = None) -> None:
    """Send another token to an address that has signed up; earlier ones stay good."""
    known = await users.find_by_email(tx, email)
    if known is not None:
        await _notify_user(tx, known)
        return
    found = await tx.rows(
        SQL.find_recipient,
        email=email.strip(),
        email_key=email_key(email),
        oldest=tx.now - KEPT_FOR,
    )
    for row in found:
        token = new_secret("kv_")
        await tx.run(
            SQL.add_token,
            hash=digest(token),
            email=row["email"],
            email_key=email_key(email),
            client=key_of_client(client),
            expires_at=tx.now + TOKEN_LIVES,
        )
        await _send(tx, row["email"], token, row["language"])


async def find(tx: Tx, token: str, /, *, password: str) -> Found:
    """Find what a token would confirm, and check the password that comes along."""
    found = await _find(tx, token)
    if faults := [*users.password_faults(password, found.email)]:
        raise UserInvalid(faults=faults)
    return found


async def choose(found: Found, password: str, /) -> Chosen:
    """Hash the password that was sent, and look whether it is that of the sign-up."""
    meant = found.sign_up
    if meant is not None and await users.prove(
        Claim(password_hash=meant.password_hash), password
    ):
        return Chosen(password_hash=meant.password_hash, proves=meant.id)
    return Chosen(password_hash=await users.hash_password(password), proves=None)


async def verify(tx: Tx, token: str, /, *, chosen: Chosen | None = None) -> User:
    """Make a user of the person who has shown that the address is theirs.

    A password that they chose becomes the user's. What the sign-up says of the person is
    taken over only if they wrote it: nobody else signed up, or their password shows it.
    """
    found = await _find(tx, token)
    if chosen is None and found.is_ambiguous:
        raise PasswordNeeded(faults=[Fault("/password", "is required")])
    await _spend(tx, token, found)
    meant = found.sign_up
    is_theirs = meant is not None and (chosen is None or chosen.proves == meant.id)
    try:
        user = await users.add(
            tx,
            _profile(meant) if is_theirs else Profile(),
            id=uuid7() if meant is None else meant.id,
            email=found.email,
            password_hash=_password_hash(meant, chosen),
        )
    except EmailTaken:
        raise AlreadyVerified from None
    await tx.run(SQL.close_others, email_key=found.email_key)
    who = person(tx.app, user.id)
    await record(tx, who, "user.verified", user.id, after={"id": user.id})
    return user


async def purge(tx: Tx, /) -> int:
    """Forget up to a thousand old sign-ups; return how many."""
    return await tx.run(SQL.purge_of_every_app, oldest=tx.now - KEPT_FOR)


async def purge_tokens(tx: Tx, /) -> int:
    """Forget up to a thousand tokens that expired long ago; return how many."""
    return await tx.run(SQL.purge_tokens_of_every_app, oldest=tx.now - KEPT_FOR)


async def _find(tx: Tx, token: str) -> Found:
    """Find what a token stands for, while it is good and the address has no user."""
    kept = await tx.maybe(Token, SQL.find, hash=digest(token))
    if kept is not None and kept.is_used:
        raise AlreadyVerified
    if kept is None or not kept.is_good:
        raise VerificationRefused(faults=[Fault("/token", "is unknown or has expired")])
    if await users.find_by_email(tx, kept.email) is not None:
        raise AlreadyVerified
    found = await tx.all(
        Open, SQL.find_open, email_key=kept.email_key, named=kept.sign_up
    )
    return Found(
        email=kept.email,
        email_key=kept.email_key,
        is_of_address=kept.sign_up is None,
        is_ambiguous=is_ambiguous(kept, found),
        sign_up=sign_up_meant(kept, found),
    )


async def _spend(tx: Tx, token: str, found: Found) -> None:
    """Use up a token and the sign-up that it confirms; of two at once one may."""
    if found.is_of_address and not await tx.run(SQL.spend_token, hash=digest(token)):
        raise AlreadyVerified
    meant = found.sign_up
    if meant is not None and not await tx.run(SQL.spend, id=meant.id):
        raise AlreadyVerified


async def _notify_user(tx: Tx, user: User) -> None:
    """Tell the user of an address that somebody tried to sign up with it."""
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


def _to_column(new: SignUp) -> str:
    profile = {name: getattr(new, name) for name in Profile.__struct_fields__}
    return msgspec.json.encode(profile).decode()


def _profile(meant: Open | None) -> Profile:
    assert meant is not None
    return msgspec.json.decode(meant.profile, type=Profile)


def _password_hash(meant: Open | None, chosen: Chosen | None) -> str:
    if chosen is not None:
        return chosen.password_hash
    assert meant is not None
    return meant.password_hash
