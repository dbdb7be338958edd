"""Everything that ends or begins at a time does so at its very instant.

Each case begins something long ago, and looks at it one microsecond before the instant, at
it, and one after. All of that is undone again, so that no background job ever sees it.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import begun
import pytest
from begun import CLIENT, EMAIL, PASSWORD, PAUSES, SETTINGS

from koncern import answers, mail
from koncern.base import Actor, Failure
from koncern.people import attempts, passwords, sessions, sign_ups
from koncern.people.attempts.actions import _is_known
from koncern.profile import files
from undone import undone
from world import World, add_customer

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
SECRET = "a secret of the test's own"

Begin = Callable[[Any, Actor, UUID], Awaitable[Any]]
Look = Callable[[Any, Actor, Any], Awaitable[Any]]


class Case(NamedTuple):
    """What begins, how it is looked at, when, and whether it is there at the instant."""

    begin: Begin
    look: Look
    after: timedelta
    is_there: tuple[bool, bool, bool]


UNTIL = (True, False, False)
"""What is over at its instant."""
THROUGH = (True, True, False)
"""What is over after its instant."""
FROM = (False, True, True)
"""What begins at its instant."""


def purged(purge: Callable[[Any], Awaitable[int]]) -> Look:
    """Return a look that tells whether something is left when it has been cleaned up."""

    async def is_left(tx: Any, *_: Any) -> bool:
        return await purge(tx) == 0

    return is_left


def taken(verb: Callable[[Any], Awaitable[None]]) -> Look:
    """Return a look that tells whether a verb that returns nothing is carried out."""

    async def is_taken(tx: Any, *_: Any) -> bool:
        await verb(tx)
        return True

    return is_taken


async def is_removed(tx: Any, *_: Any) -> bool:
    return await files.purge(tx, store=begun.Store()) == 1


def seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REFRESH = seconds(SETTINGS.refresh_token_seconds)

CASES = {
    "a token for a new password": Case(
        begun.ask_for_password,
        taken(lambda tx: passwords.find_reset(tx, SECRET, password=PASSWORD + "!")),
        HOUR,
        UNTIL,
    ),
    "a token for a new password that is used": Case(
        begun.ask_for_password,
        taken(lambda tx: passwords.reset(tx, SECRET, password_hash="new")),
        HOUR,
        UNTIL,
    ),
    "a token for a new password that is cleaned up": Case(
        begun.ask_for_password, purged(passwords.purge), HOUR, THROUGH
    ),
    "a sign-up": Case(
        begun.sign_up,
        lambda tx, *_: sign_ups.find(tx, SECRET, password=PASSWORD),
        DAY,
        UNTIL,
    ),
    "a sign-up that is confirmed": Case(
        begun.sign_up, lambda tx, *_: sign_ups.verify(tx, SECRET), DAY, UNTIL
    ),
    "a token that a sign-up asks for": Case(
        begun.ask_for_token,
        lambda tx, *_: sign_ups.find(tx, SECRET, password=PASSWORD),
        DAY,
        UNTIL,
    ),
    "a sign-up that can ask for a token": Case(
        begun.sign_up, begun.mails_on_request, 7 * DAY, UNTIL
    ),
    "a sign-up that is cleaned up": Case(
        begun.sign_up, purged(sign_ups.purge), 7 * DAY, THROUGH
    ),
    "a token of a sign-up that is cleaned up": Case(
        begun.ask_for_token, purged(sign_ups.purge_tokens), 8 * DAY, THROUGH
    ),
    "a refresh token": Case(
        begun.sign_in,
        lambda tx, _, token: sessions.renew(tx, SETTINGS, token),
        REFRESH,
        UNTIL,
    ),
    "a refresh token that is repeated": Case(
        begun.renew_once,
        lambda tx, _, token: sessions.renew(tx, SETTINGS, token),
        seconds(60),
        UNTIL,
    ),
    "a refresh token that is cleaned up": Case(
        begun.sign_in, purged(sessions.purge), REFRESH, THROUGH
    ),
    "a key of a request": Case(
        begun.use_key,
        lambda tx, by, _: answers.claim(tx, by, "key", b"print"),
        DAY,
        THROUGH,
    ),
    "a key of a request that is looked up": Case(
        begun.use_key,
        lambda tx, by, _: answers.recall(tx, by, "key", b"print"),
        DAY,
        THROUGH,
    ),
    "a key of a request that is cleaned up": Case(
        begun.use_key, purged(answers.purge), DAY, THROUGH
    ),
    "a mail that is due": Case(begun.post, begun.take, seconds(0), FROM),
    "a mail that somebody has": Case(
        begun.post_and_take, begun.take, seconds(120), FROM
    ),
    "a mail that is tried again": Case(
        begun.post_and_take, begun.is_tried_again, DAY, THROUGH
    ),
    "a mail that is cleaned up": Case(
        begun.send, purged(mail.purge), 30 * DAY, THROUGH
    ),
    "an upload that came to nothing": Case(
        begun.upload, is_removed, seconds(1800), FROM
    ),
    "a content that could not be removed": Case(
        begun.fail_to_remove, is_removed, seconds(1800) + HOUR, FROM
    ),
    "a client that is known": Case(
        begun.remember, lambda tx, *_: _is_known(tx, EMAIL, CLIENT), 30 * DAY, UNTIL
    ),
    "a client that is known and seen again after a day": Case(
        begun.remember_again,
        lambda tx, *_: _is_known(tx, EMAIL, CLIENT),
        30 * DAY,
        UNTIL,
    ),
    "a client that is cleaned up": Case(
        begun.remember, purged(attempts.purge_known), 30 * DAY, THROUGH
    ),
} | {
    f"a mail that was tried {times} times": Case(
        begun.tried(times), begun.take, seconds(sum(PAUSES[:times])), FROM
    )
    for times in (1, 2, 5, 10, 12)
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_ends_or_begins_at_its_instant(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
):
    for package in (passwords, sign_ups):
        monkeypatch.setattr(f"{package.__name__}.actions.new_secret", lambda _: SECRET)
    company = UUID(add_customer(world.customers()))

    def is_there(aside: timedelta) -> bool:
        async def look(tx: Any, actor: Actor) -> bool:
            tx.now = BEGIN
            begun = await case.begin(tx, actor, company)
            tx.now = BEGIN + case.after + aside
            try:
                return bool(await case.look(tx, actor, begun))
            except Failure:
                return False

        return bool(undone(world, look))

    assert tuple(map(is_there, (-INSTANT, timedelta(0), INSTANT))) == case.is_there
