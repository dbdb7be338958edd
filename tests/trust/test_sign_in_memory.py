"""The memory of who signed in: one entry for one credential, and never too many."""

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import TypeVar

import pytest

from koncern import limits
from koncern.access import CredentialRefused, TokenRefused
from koncern.api.http import NobodySignedIn, sign_in
from koncern.api.http.sign_in import REMEMBERED_SECONDS, SignIn, parse_authorization
from koncern.base import Actor, Unauthenticated
from koncern.db import Database
from world import World

Result = TypeVar("Result")


def act(world: World, do: Callable[[SignIn], Awaitable[Result]]) -> Result:
    """Do something with the memory of a worker of the test's own."""

    async def done() -> Result:
        settings = world.operator.settings
        database = Database(settings.database_url, settings)
        try:
            return await do(SignIn(database))
        finally:
            await database.close()

    return asyncio.run(done())


def header(pair: tuple[str, str], form: str = "Basic {}") -> bytes:
    encoded = base64.b64encode(":".join(pair).encode()).decode()
    return form.format(encoded).encode()


FORMS = ["Basic {}", "basic {}", "BASIC  {}", "Basic \t{}", "Basic {} ", "Basic  {}\t "]


def test_however_it_is_written_it_is_one_entry(world: World):
    pair = world.credential()

    async def many(memory: SignIn) -> int:
        for blanks in range(200):
            for form in FORMS:
                written = header(pair, form.replace(" ", " " * (blanks + 1)))
                await memory.recognise(parse_authorization(written), None)
        return len(memory._known)

    assert act(world, many) == 1


def test_what_is_recognised_is_remembered_in_any_form(world: World):
    pair = world.credential()

    async def seen(memory: SignIn) -> list[Actor | None]:
        await memory.recognise(parse_authorization(header(pair)), None)
        return [
            memory.cached(parse_authorization(header(pair, form)), None)
            for form in FORMS
        ]

    assert {actor.id for actor in act(world, seen) if actor} == {pair[0]}


def test_an_entry_is_small_and_keeps_no_secret(world: World):
    pair = world.credential()
    token = world.person().token

    async def keys(memory: SignIn) -> list[bytes]:
        await memory.recognise(parse_authorization(header(pair)), None)
        await memory.recognise(
            parse_authorization(b"Bearer " + token.encode()), world.app
        )
        return [*memory._known]

    assert [len(key) for key in act(world, keys)] == [32, 32]


def test_a_token_is_no_credential(world: World):
    token = world.person().token.encode()

    async def confused(memory: SignIn) -> Actor | None:
        await memory.recognise(parse_authorization(b"Bearer " + token), world.app)
        as_basic = b"Basic " + base64.b64encode(token)
        return memory.cached(parse_authorization(as_basic), world.app)

    assert act(world, confused) is None


def test_the_oldest_goes_and_not_everybody(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "SIGN_INS_REMEMBERED", 3)
    pairs = [world.credential() for _ in range(5)]

    async def kept(memory: SignIn) -> list[bool]:
        for pair in pairs:
            await memory.recognise(parse_authorization(header(pair)), None)
        return [
            memory.cached(parse_authorization(header(pair)), None) is not None
            for pair in pairs
        ]

    assert act(world, kept) == [False, False, True, True, True]


@pytest.mark.parametrize("is_token", [False, True])
def test_it_is_remembered_no_longer_than_five_seconds_however_often_it_is_used(
    world: World, monkeypatch: pytest.MonkeyPatch, *, is_token: bool
):
    written = header(world.credential())
    if is_token:
        written = b"Bearer " + world.person().token.encode()
    signed = parse_authorization(written)

    async def is_kept(memory: SignIn, passed: float) -> bool:
        clock = SimpleNamespace(monotonic=lambda: passed, time=time.time)
        monkeypatch.setattr(sign_in, "time", clock)
        if not passed:
            await memory.recognise(signed, world.app)
        return memory.cached(signed, world.app) is not None

    async def kept(memory: SignIn) -> list[bool]:
        times = (0.0, 1.0, REMEMBERED_SECONDS, REMEMBERED_SECONDS + 0.001, 5.0)
        return [await is_kept(memory, passed) for passed in times]

    assert act(world, kept) == [True, True, True, False, False]


def test_who_has_expired_is_forgotten(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sign_in, "REMEMBERED_SECONDS", -1.0)
    pairs = [world.credential() for _ in range(5)]

    async def kept(memory: SignIn) -> int:
        for pair in pairs:
            await memory.recognise(parse_authorization(header(pair)), None)
        return len(memory._known)

    assert act(world, kept) == 1


REFUSED: list[tuple[bytes, type[Unauthenticated]]] = [
    (b"", NobodySignedIn),
    (b"Digest abc", NobodySignedIn),
    (b"Basic", CredentialRefused),
    (b"Basic !!!", CredentialRefused),
    (b"Basic " + base64.b64encode(b"\xff" * 50), CredentialRefused),
    (b"Basic " + base64.b64encode(b"kc_" + b"a" * 32 + b":x"), CredentialRefused),
    (b"Basic " + base64.b64encode(b"a" * 6000), CredentialRefused),
    (b"Bearer a.b.c", TokenRefused),
    (b"Bearer " + b"a" * 3000 + b"." + b"b" * 3000 + b".c", TokenRefused),
    (b"Bearer \xe5.b.c", TokenRefused),
    (b"Bearer a b.c.d", TokenRefused),
]


@pytest.mark.parametrize(("told", "kind"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused_is_not_remembered(
    world: World, told: bytes, kind: type[Unauthenticated]
):
    async def refused(memory: SignIn) -> int:
        with pytest.raises(kind):
            await memory.recognise(parse_authorization(told), world.app)
        return len(memory._known)

    assert act(world, refused) == 0
