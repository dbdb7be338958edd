"""Responses that go out whole count until their clients have read them."""

import socket
import time
from collections.abc import Iterator

import pytest

from koncern import limits
from koncern.api.http.fairness import Fairness, Visit
from koncern.api.http.reply import Reply
from koncern.api.http.sockets import Stalled

CLIENT = "192.0.2.7"
SIZE = 100_000
COUNTED = 2 * SIZE
"""What a response counts as: itself, and its copy on the way to the network."""


@pytest.fixture
def fairness() -> Fairness:
    fairness = Fairness(0)
    fairness.unread.is_watched = True
    return fairness


def answered(fairness: Fairness, port: int, size: int = SIZE) -> Visit:
    """Answer a request of a connection with so many bytes."""
    visit = fairness.enter(CLIENT)
    scope = {"client": (CLIENT, port)}
    visit.hold_reply(Reply(body=bytes(size)), "GET", scope)
    visit.leave()
    return visit


def test_a_response_counts_until_nothing_waits_on_its_connection(fairness: Fairness):
    for port in (1, 2):
        assert answered(fairness, port).sends_whole
    later = time.monotonic() + 1

    fairness.unread.settle({(CLIENT, 1)}, later)
    assert fairness.held == COUNTED
    fairness.unread.settle(set(), later)
    assert fairness.held == 0
    assert not fairness.shares


def test_what_was_sent_after_a_look_began_still_counts(fairness: Fairness):
    looked_at = time.monotonic()
    answered(fairness, 1)

    fairness.unread.settle(set(), looked_at)

    assert fairness.held == COUNTED


def test_of_one_connection_two_responses_count(fairness: Fairness):
    for _ in range(20):
        answered(fairness, 1)

    assert fairness.held == 2 * COUNTED


def test_a_client_that_leaves_many_unread_gets_the_next_in_parts(fairness: Fairness):
    whole = [answered(fairness, port).sends_whole for port in range(1000)]

    assert whole.count(True) == limits.UNREAD_CLIENT_BYTES // COUNTED
    assert fairness.held <= limits.UNREAD_CLIENT_BYTES
    fairness.unread.settle(set(), time.monotonic() + 1)
    assert answered(fairness, 1).sends_whole


def test_a_response_of_medium_size_goes_out_whole(fairness: Fairness):
    short, long = limits.PIECE_BYTES, limits.WHOLE_BYTES
    sizes = [short, short + 1, long, long + 1]

    whole = [answered(fairness, port, size) for port, size in enumerate(sizes)]

    assert [each.sends_whole for each in whole] == [False, True, True, False]


def test_nothing_goes_out_whole_where_nobody_looks(fairness: Fairness):
    fairness.unread.is_watched = False

    assert not answered(fairness, 1).sends_whole
    assert fairness.held == 0


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
