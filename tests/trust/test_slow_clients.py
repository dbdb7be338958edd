"""Clients that do not read, send slowly, or hold many requests open."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from koncern import limits
from koncern.api.http.fairness import Fairness, Overloaded, TooManyAtOnce
from koncern.api.http.reply import Reply
from koncern.db import embedded
from service import Service, serving
from world import Operator, Person, World, new_company

PAGE = b"GET /openapi/customers.json HTTP/1.1\r\nhost: koncern\r\n\r\n"


def connected(url: str) -> socket.socket:
    where = urlsplit(url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(40)
    connection.connect((where.hostname, where.port))
    return connection


def asked(world: World, person: Person, path: str, more: str = "") -> bytes:
    lines = [
        f"{path} HTTP/1.1",
        "host: koncern",
        f"authorization: Bearer {person.token}",
    ]
    assert world.url
    return ("\r\n".join(lines) + f"\r\n{more}\r\n").encode()


def seconds_until_closed(connection: socket.socket) -> float:
    """Return how long the server leaves a connection open that nobody reads."""
    start = time.monotonic()
    while time.monotonic() - start < 60:
        if connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            break
        time.sleep(0.1)
    return time.monotonic() - start


def asks_nothing(service: Service) -> tuple[list[bytes], float]:
    """Begin requests that do not go on; return what comes until they are closed."""
    begun = [b"", b"PRI * HT", b"GET /hea", b"GET / HTTP/1.1\r\n"]
    held = [connected(service.url) for _ in begun]
    start = time.monotonic()
    for connection, sent in zip(held, begun, strict=True):
        connection.sendall(sent)
    came = [connection.recv(100) for connection in held]
    for connection in held:
        connection.close()
    return came, time.monotonic() - start


def does_not_read_a_page(service: Service) -> float:
    with connected(service.url) as connection:
        connection.sendall(PAGE)

        return seconds_until_closed(connection)


def does_not_read_small_answers(service: Service) -> float:
    with connected(service.url) as connection:
        connection.setblocking(False)
        try:
            while True:
                connection.send(b"GET /docs/limits HTTP/1.1\r\nhost: k\r\n\r\n" * 1000)
        except BlockingIOError:
            pass

        return seconds_until_closed(connection)


Slow = dict[Callable[[Service], object], Future]


@pytest.fixture(scope="module")
def slow(service: Service) -> Iterator[Slow]:
    """Clients whose connections are closed after a while: all of them wait at once."""
    each = (asks_nothing, does_not_read_a_page, does_not_read_small_answers)
    with ThreadPoolExecutor(len(each)) as threads:
        yield {client: threads.submit(client, service) for client in each}


@pytest.fixture
def fat(world: World) -> tuple[World, Person]:
    """A user whose list of companies is several hundred kilobytes long."""
    anna = world.person()
    for number in range(4):
        body = new_company(f"Fat {number}", custom_fields={"x": "y" * 60_000})
        anna.post("/organisations", json=body).raise_for_status()
    return world, anna


def test_connections_that_ask_nothing_are_closed(slow: Slow):
    came, seconds = slow[asks_nothing].result()

    assert came == [b""] * 4
    assert seconds < limits.HEAD_SECONDS + 5


def test_http_2_is_not_spoken(service: Service):
    with connected(service.url) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9))

        assert not connection.recv(100).startswith(b"\x00\x00")


@pytest.mark.parametrize("head", [b"x: " + b"a" * 200_000, b"x: y\r\n" * 200])
def test_long_headers_are_refused(service: Service, head: bytes):
    with connected(service.url) as connection:
        connection.sendall(
            b"GET / HTTP/1.1\r\nhost: k\r\n" + head[:90_000] + b"\r\n\r\n"
        )

        assert connection.recv(100).startswith(b"HTTP/1.1 431")


def test_who_does_not_read_a_page_is_cut_off(slow: Slow):
    seconds = slow[does_not_read_a_page].result()

    assert seconds < limits.STALL_SECONDS + 10


def test_who_does_not_read_many_small_answers_is_cut_off(slow: Slow):
    seconds = slow[does_not_read_small_answers].result()

    assert seconds < limits.UNREAD_SECONDS + 15


def test_who_reads_slowly_gets_all_of_it(fat: tuple[World, Person]):
    world, anna = fat
    whole = len(anna.get("/organisations").content)
    with connected(world.url) as connection:
        path = f"GET /api/v1/{world.app}/organisations"
        connection.sendall(asked(world, anna, path, "connection: close\r\n"))
        came = b""
        while piece := connection.recv(8192):
            came += piece
            time.sleep(0.02)

    assert came.startswith(b"HTTP/1.1 200")
    assert len(came.partition(b"\r\n\r\n")[2]) == whole


def test_a_connection_is_used_again_after_a_long_answer(fat: tuple[World, Person]):
    world, anna = fat
    path = f"/api/v1/{world.app}/organisations"
    whole = len(anna.get("/organisations").content)
    with connected(world.url) as connection:
        connection.sendall(asked(world, anna, f"GET {path}"))
        connection.sendall(asked(world, anna, f"HEAD {path}"))
        connection.sendall(asked(world, anna, f"GET {path}", "connection: close\r\n"))
        came = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert came.count(b"HTTP/1.1 200") == 3
    assert came.count(b"content-length: %d" % whole) == 3
    assert 2 * whole < len(came) < 3 * whole


def test_one_client_has_so_many_requests_at_once(tmp_path: Path):
    data = tmp_path / "data"
    few = {"KONCERN_CLIENT_REQUESTS_MAX": "4", "KONCERN_PROXIES": "1"}
    with serving(data, **few) as service, embedded(data) as url:
        operator = Operator(url, data)
        world = World(service.url, operator)
        anna = world.person()
        head = f"POST /api/v1/{world.app}/organisations"
        more = "content-type: application/json\r\ncontent-length: 90\r\n"
        held = [connected(service.url) for _ in range(6)]
        for connection in held:
            own = "x-forwarded-for: 192.0.2.7\r\n" + more
            connection.sendall(asked(world, anna, head, own) + b"{")
            time.sleep(0.2)  # they are to come in this order
        answers = [each.recv(1000) for each in held[4:]]
        other = anna.get("/organisations", headers={"x-forwarded-for": "192.0.2.8"})
        same = anna.get("/organisations", headers={"x-forwarded-for": "192.0.2.7"})
        assert all(each.startswith(b"HTTP/1.1 429") for each in answers), answers
        assert other.status_code == 200
        assert same.status_code == 429
        assert same.json()["code"] == "TooManyAtOnce"
        assert same.headers["retry-after"]
        for connection in held:
            connection.close()
        world.close()
        operator.close()


def test_many_who_do_not_read_leave_the_memory_small(fat: tuple[World, Person]):
    world, anna = fat
    (server,) = (
        each.pid
        for each in psutil.net_connections("tcp")
        if each.status == psutil.CONN_LISTEN
        and each.laddr.port == urlsplit(world.url).port
    )
    process = psutil.Process(server)
    before = process.memory_info().rss
    path = f"GET /api/v1/{world.app}/organisations"
    held = [connected(world.url) for _ in range(200)]
    for connection in held:
        connection.sendall(asked(world, anna, path))
    heads = [connection.recv(12) for connection in held]

    assert {head[9:] for head in heads} <= {b"200", b"429"}
    assert process.memory_info().rss - before < 150 * limits.MIB
    for connection in held:
        connection.close()
    assert anna.get("/organisations").status_code == 200


def test_what_is_held_is_given_back():
    fairness = Fairness(10)
    visits = [fairness.enter("192.0.2.7") for _ in range(10)]
    with pytest.raises(TooManyAtOnce):
        fairness.enter("192.0.2.7")
    body = bytes(limits.CLIENT_BYTES // 2)
    visits[0].hold_reply(Reply(body=body), "GET", {})
    with pytest.raises(TooManyAtOnce):
        visits[1].hold_reply(Reply(body=body), "GET", {})
    visits[2].hold_reply(Reply(body=body), "POST", {})
    for number in range(8):
        try:
            fairness.enter(f"198.51.100.{number}").hold(limits.CLIENT_BYTES)
        except Overloaded:
            break
    else:
        raise AssertionError("all was held")
    for visit in visits:
        visit.leave()
    assert fairness.held <= limits.HELD_BYTES


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:50123", "192.0.2.7"),
        ("[2001:db8::1]:50123", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not:an:address" + "x" * 1000, ("not:an:address" + "x" * 1000)[:100]),
    ],
)
def test_a_client_is_its_network_whatever_its_port(client: str, network: str):
    fairness = Fairness(256)

    fairness.enter(client)

    assert [*fairness.shares] == [network]
