"""Responses that go out whole count until their clients have read them."""

import asyncio
import socket
import time
from collections.abc import Iterator

import pytest

from koncern import limits
from koncern.api.http import sockets
from koncern.api.http.fairness import Fairness, Visit
from koncern.api.http.reply import Reply
from koncern.api.http.sockets import Stalled
from koncern.api.http.unread_responses import HAND_OVER_SECONDS, Peer, Unread

CLIENT = "192.0.2.7"
SIZE = 100_000


@pytest.fixture
def fairness() -> Fairness:
    fairness = Fairness(0)
    fairness.unread.is_watched = True
    return fairness


def answered(
    fairness: Fairness, port: int, size: int = SIZE, client: str = CLIENT
) -> Visit:
    """Answer a request of a connection with so many bytes."""
    visit = fairness.enter(client)
    scope = {"client": (CLIENT, port)}
    visit.hold_reply(Reply(body=bytes(size)), "GET", scope)
    visit.leave()
    return visit


def later() -> float:
    """Return a time by which all that was sent has come to the kernel."""
    return time.monotonic() + HAND_OVER_SECONDS + 0.1


def test_a_response_counts_until_nothing_waits_on_its_connection(fairness: Fairness):
    for port in (1, 2):
        assert answered(fairness, port).sends_whole

    fairness.unread.settle({(CLIENT, 1): 0}, later())
    assert fairness.held == SIZE
    fairness.unread.settle({}, later())
    assert fairness.held == 0
    assert not fairness.shares


def test_what_was_sent_just_before_a_look_still_counts(fairness: Fairness):
    answered(fairness, 1)

    fairness.unread.settle({}, time.monotonic() + HAND_OVER_SECONDS / 2)

    assert fairness.held == SIZE


def test_on_a_busy_connection_it_counts_until_as_much_was_taken(fairness: Fairness):
    answered(fairness, 1)
    peer, start = (CLIENT, 1), 1_000_000
    most = SIZE + limits.PIECE_BYTES

    for taken in (start, start + SIZE, start + most - 1):
        fairness.unread.settle({peer: taken}, later())
        assert fairness.held == SIZE
    fairness.unread.settle({peer: start + most}, later())

    assert fairness.held == 0


def test_of_one_connection_two_responses_count(fairness: Fairness):
    for _ in range(20):
        answered(fairness, 1)

    assert fairness.held == fairness.unread.size == 2 * SIZE


def test_a_client_that_leaves_many_unread_gets_the_next_in_parts(fairness: Fairness):
    whole = [answered(fairness, port).sends_whole for port in range(1000)]

    assert whole.count(True) == limits.UNREAD_CLIENT_BYTES // SIZE
    fairness.unread.settle({}, later())
    assert answered(fairness, 1).sends_whole


def test_what_clients_have_read_refuses_nobody(fairness: Fairness):
    """Until the next look nobody knows that it was read."""
    for port in range(2000):
        answered(fairness, port, client=f"192.0.2.{port % 200}")

    assert fairness.held <= limits.UNREAD_WORKER_BYTES < limits.HELD_BYTES
    assert fairness.unread.is_full, "the next look is due"
    fairness.unread.settle({}, later())
    assert fairness.held == fairness.unread.size == 0
    assert not fairness.unread.is_full


def test_a_response_of_medium_size_goes_out_whole(fairness: Fairness):
    short, long = limits.PIECE_BYTES, limits.WHOLE_BYTES
    sizes = [short, short + 1, long, long + 1]

    whole = [answered(fairness, port, size) for port, size in enumerate(sizes)]

    assert [each.sends_whole for each in whole] == [False, True, True, False]


def test_nothing_goes_out_whole_where_nobody_looks(fairness: Fairness):
    answered(fairness, 1)
    fairness.unread.stop()

    assert not answered(fairness, 1).sends_whole
    assert fairness.held == 0


def test_a_response_without_a_body_does_not_count(fairness: Fairness):
    visit = fairness.enter(CLIENT)
    visit.hold_reply(Reply(body=bytes(SIZE)), "GET", {"client": (CLIENT, 1)})

    visit.leave_nothing_unread()
    visit.leave()

    assert fairness.held == 0


def test_a_look_that_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch):
    looks = iter([RuntimeError("can't start new thread"), {}])
    unread = Unread()

    def sweep(_: Stalled) -> dict[Peer, int]:
        look = next(looks)
        if isinstance(look, Exception):
            raise look
        assert unread.is_watched
        raise asyncio.CancelledError

    async def found(_: int) -> bool:
        return True

    monkeypatch.setattr(Stalled, "sweep", sweep)
    monkeypatch.setattr(sockets, "_tune_listener", found)
    monkeypatch.setattr(sockets, "WATCH_SECONDS", 1)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(sockets.watch_sockets(1, unread))

    assert [*looks] == []
    assert not unread.is_watched


@pytest.fixture
def connection() -> Iterator[tuple[socket.socket, socket.socket]]:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
        listener.accept()[0] as server,
    ):
        yield server, client


def test_a_look_finds_the_connections_whose_clients_have_yet_to_read(
    connection: tuple[socket.socket, socket.socket],
):
    server, client = connection
    server.setblocking(False)
    stalled = Stalled(server.getsockname()[1])
    peer = client.getsockname()
    sent = server.send(bytes(100 * SIZE))

    assert peer in stalled.sweep()
    while sent:
        sent -= len(client.recv(SIZE))
    assert peer not in stalled.sweep()
