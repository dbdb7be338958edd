"""What begins at a time and ends at another: begun in a transaction of the test's own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from koncern import answers, mail
from koncern.answers import Answer
from koncern.base import Actor, Settings
from koncern.mail import Mail, MailState
from koncern.people import attempts, passwords, sessions, sign_ups, users
from koncern.people.sign_ups import SignUp
from koncern.people.users import NewUser
from koncern.profile import files
from koncern.profile.file_store import FileStoreDown
from koncern.profile.files import Quotas

EMAIL = "anna@example.com"
PASSWORD = "correct horse battery staple"
CLIENT = "192.0.2.1"
SETTINGS = Settings(database_url="")
PAUSES = (5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600)
"""How many seconds a mail waits after each try that fails."""


class Store:
    """A file store that lets contents go, or does not."""

    def __init__(self, *, is_down: bool = False) -> None:
        self._is_down = is_down

    async def remove(self, _app: UUID, _file: UUID) -> None:
        if self._is_down:
            raise FileStoreDown


async def add_user(tx: Any, actor: Actor, _: UUID) -> UUID:
    return (await users.create(tx, actor, NewUser(email=EMAIL, password=PASSWORD))).id


async def ask_for_password(tx: Any, actor: Actor, company: UUID) -> None:
    await add_user(tx, actor, company)
    await passwords.forgot(tx, EMAIL)


async def sign_up(tx: Any, *_: Any) -> None:
    new = SignUp(email=EMAIL, password=PASSWORD)
    await sign_ups.register(tx, new, password_hash="hash")


async def ask_for_token(tx: Any, *_: Any) -> None:
    await sign_up(tx)
    await tx._connection.execute("DELETE FROM mail WHERE app_id = $1", tx.app)
    await tx._connection.execute(
        "UPDATE sign_up SET hash = '' WHERE app_id = $1", tx.app
    )
    await sign_ups.resend(tx, EMAIL)


async def mails_on_request(tx: Any, _actor: Actor, _: Any) -> bool:
    count = "SELECT count(*) FROM mail WHERE app_id = $1"
    before = await tx._connection.fetchval(count, tx.app)
    await sign_ups.resend(tx, EMAIL)
    return bool(await tx._connection.fetchval(count, tx.app) > before)


async def sign_in(tx: Any, actor: Actor, company: UUID) -> str:
    user = await add_user(tx, actor, company)
    tokens, _ = await sessions.open_session(tx, SETTINGS, user)
    return tokens.refresh_token


async def renew_once(tx: Any, actor: Actor, company: UUID) -> str:
    token = await sign_in(tx, actor, company)
    assert await sessions.renew(tx, SETTINGS, token)
    return token


async def use_key(tx: Any, actor: Actor, _: UUID) -> None:
    assert await answers.claim(tx, actor, "key", b"print") is None
    answer = Answer(status=200, headers={}, body=b"")
    await answers.keep(tx, actor, "key", answer)


async def post(tx: Any, *_: Any) -> UUID:
    facts = {"name": "Anna"}
    return await mail.post(tx, to=EMAIL, template="password_changed", facts=facts)


async def take(tx: Any, *_: Any) -> list[Mail]:
    return await mail.claim(tx, most=4)


async def post_and_take(tx: Any, *_: Any) -> Mail:
    await post(tx)
    (taken,) = await take(tx)
    return taken


async def send(tx: Any, *_: Any) -> None:
    await mail.finish(tx, await post_and_take(tx), state=MailState.SENT)


async def is_tried_again(tx: Any, _: Actor, taken: Mail) -> bool:
    state = await mail.fail(tx, taken, reason="busy", is_final=False)
    return state is MailState.QUEUED


def tried(times: int) -> Any:
    """Return what tries a mail so often, each time as soon as it is due; all tries fail."""

    async def fail(tx: Any, *_: Any) -> None:
        await post(tx)
        begin = tx.now
        for pause in PAUSES[:times]:
            (taken,) = await take(tx)
            await mail.fail(tx, taken, reason="busy", is_final=False)
            tx.now += timedelta(seconds=pause)
        assert tx.now == begin + timedelta(seconds=sum(PAUSES[:times]))

    return fail


async def upload(tx: Any, actor: Actor, company: UUID) -> UUID:
    return await files.begin(tx, actor, company, size=1, quotas=Quotas(0, 0, 0))


async def fail_to_remove(tx: Any, actor: Actor, company: UUID) -> None:
    await upload(tx, actor, company)
    begin, tx.now = tx.now, tx.now + timedelta(minutes=30)
    assert await files.purge(tx, store=Store(is_down=True)) == 0
    tx.now = begin


async def remember(tx: Any, *_: Any) -> None:
    await attempts.remember(tx, EMAIL, client=CLIENT)


async def remember_again(tx: Any, *_: Any) -> None:
    """Be seen again after a day: that counts from then on only if it is more than one."""
    await remember(tx)
    tx.now += timedelta(days=1)
    await remember(tx)
