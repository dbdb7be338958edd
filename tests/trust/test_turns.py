"""Turns: requests of one client do not stand in front of another client's."""

import asyncio
import time
from typing import Any

import pytest

from koncern import limits
from koncern.api.http import BodyTooSlow, body_reader
from koncern.api.http.fairness import (
    RETRY_SECONDS,
    SHARED_SECONDS,
    Fairness,
    Overloaded,
    TooManyAtOnce,
)
from koncern.api.http.reply import Reply


async def acting(fairness: Fairness, client: str, count: int) -> int:
    """Begin so many requests of a client; return how many of them act at once."""
    visits = [fairness.enter(client) for _ in range(count)]
    turns = [asyncio.ensure_future(each.begin_turn()) for each in visits]
    await asyncio.sleep(0)
    found = sum(each.done() for each in turns)
    for visit, turn in zip(visits, turns, strict=True):
        await turn
        visit.leave()
    return found


def test_a_client_that_is_alone_has_many():
    fairness = Fairness(0)

    assert asyncio.run(acting(fairness, "192.0.2.7", 100)) == limits.CLIENT_ACTING


def test_a_client_beside_others_has_few_until_they_are_gone(
    monkeypatch: pytest.MonkeyPatch,
):
    now = [100.0]
    monkeypatch.setattr("koncern.api.http.fairness.monotonic", lambda: now[0])
    fairness = Fairness(0)
    few = limits.CLIENT_ACTING_SHARED

    assert asyncio.run(acting(fairness, "192.0.2.7", 1)) == 1
    assert asyncio.run(acting(fairness, "192.0.2.8", 100)) == few
    now[0] += SHARED_SECONDS - 0.1
    assert asyncio.run(acting(fairness, "192.0.2.8", 100)) == few
    now[0] += 0.2
    assert asyncio.run(acting(fairness, "192.0.2.8", 100)) == limits.CLIENT_ACTING


def test_requests_that_wait_for_nothing_let_others_in_between():
    fairness = Fairness(0)
    order: list[str] = []

    async def ask(client: str) -> None:
        visit = fairness.enter(client)
        await visit.begin_turn()
        order.append(client)
        visit.leave()

    async def both() -> None:
        await ask("192.0.2.9")
        many = [asyncio.ensure_future(ask("192.0.2.7")) for _ in range(200)]
        await asyncio.gather(ask("192.0.2.8"), *many)
        await asyncio.sleep(0)

    asyncio.run(both())

    assert len(order) == 202
    assert order.index("192.0.2.8") <= 1 + limits.CLIENT_ACTING_SHARED
    assert not fairness.shares


def test_a_request_that_is_given_up_passes_its_turn_on():
    fairness = Fairness(0)
    few = limits.CLIENT_ACTING_SHARED

    async def give_up() -> None:
        fairness.enter("192.0.2.9").leave()
        visits = [fairness.enter("192.0.2.7") for _ in range(few + 6)]
        turns = [asyncio.ensure_future(each.begin_turn()) for each in visits]
        await asyncio.sleep(0)
        for turn, visit in zip(turns[few:-1], visits[few:-1], strict=True):
            turn.cancel()
            visit.leave()
        visits[0].end_turn()
        await asyncio.wait_for(turns[-1], 5)
        for visit in (*visits[:few], visits[-1]):
            visit.leave()
        await asyncio.sleep(0)

    asyncio.run(give_up())

    assert not fairness.shares


def test_clients_that_hold_nothing_are_served_while_others_hold_all():
    fairness = Fairness(0)
    many = limits.HELD_BYTES // limits.BODY_BYTES
    for number in range(many):
        headers = {b"content-length": b"%d" % limits.BODY_BYTES}
        visit = fairness.enter(f"192.0.2.{number % 2}")
        visit.watched(None, headers, limits.BODY_BYTES)

    other = fairness.enter("192.0.2.9")

    other.watched(None, {b"content-length": b"900"}, limits.BODY_BYTES)
    with pytest.raises(Overloaded):
        other.hold(limits.BODY_BYTES)
    with pytest.raises(Overloaded):
        fairness.enter("192.0.2.1")


@pytest.mark.parametrize("size", [0, 1, 100])
def test_a_json_body_that_comes_too_slowly_is_refused(
    monkeypatch: pytest.MonkeyPatch, size: int
):
    monkeypatch.setattr(limits, "BODY_FIRST_SECONDS", 0.2)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.05 if size else 9)
        return {"type": "http.request", "body": b"x" * size, "more_body": True}

    start = time.monotonic()
    with pytest.raises(BodyTooSlow):
        asyncio.run(body_reader.read_body({}, receive, 1_000_000))
    assert time.monotonic() - start < 2


def test_a_json_body_of_an_ordinary_speed_is_taken(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "BODY_FIRST_SECONDS", 0.2)
    left = 20

    async def receive() -> dict[str, Any]:
        nonlocal left
        await asyncio.sleep(0.05)
        left -= 1
        return {"type": "http.request", "body": b"x" * 2_000, "more_body": left > 0}

    body = asyncio.run(body_reader.read_body({}, receive, 1_000_000))

    assert len(body) == 40_000


def test_nothing_is_done_for_a_client_whose_responses_do_not_fit():
    fairness = Fairness(100)
    few = limits.CLIENT_ACTING_SHARED

    async def ask() -> None:
        fairness.enter("192.0.2.9").leave()
        unread, refused, *visits = [fairness.enter("192.0.2.7") for _ in range(few + 4)]
        unread.hold(limits.CLIENT_BYTES - 1)
        turns = [asyncio.ensure_future(each.begin_turn()) for each in visits]
        await asyncio.sleep(0)
        with pytest.raises(TooManyAtOnce):
            refused.hold_reply(Reply(body=bytes(limits.PIECE_BYTES + 1)), "GET", {})
        refused.leave()
        with pytest.raises(TooManyAtOnce):
            fairness.enter("192.0.2.7")
        for turn, visit in zip(turns[:few], visits[:few], strict=True):
            await turn
            visit.leave()
        for turn, visit in zip(turns[few:], visits[few:], strict=True):
            with pytest.raises(TooManyAtOnce):
                await turn
            visit.leave()
        unread.leave()
        fairness.enter("192.0.2.7").leave()
        await asyncio.sleep(0)

    asyncio.run(ask())

    assert not fairness.shares


def test_a_client_may_ask_again_when_it_was_told_to(monkeypatch: pytest.MonkeyPatch):
    now = [100.0]
    monkeypatch.setattr("koncern.api.http.fairness.monotonic", lambda: now[0])
    fairness = Fairness(100)
    slow, refused = [fairness.enter("192.0.2.7") for _ in range(2)]
    slow.hold(limits.CLIENT_BYTES - 1)
    with pytest.raises(TooManyAtOnce):
        refused.hold_reply(Reply(body=bytes(limits.PIECE_BYTES + 1)), "GET", {})

    with pytest.raises(TooManyAtOnce):
        fairness.enter("192.0.2.7")
    now[0] += RETRY_SECONDS
    assert fairness.enter("192.0.2.7").acts_at_once()


def test_a_body_that_does_not_fit_refuses_only_itself():
    fairness = Fairness(100)
    fairness.enter("192.0.2.7").hold(limits.CLIENT_BYTES - 1)

    with pytest.raises(TooManyAtOnce):
        fairness.enter("192.0.2.7").hold(2)

    assert fairness.enter("192.0.2.7").acts_at_once()
