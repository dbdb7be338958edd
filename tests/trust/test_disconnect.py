"""Clients that go away."""

import json
import socket
import struct
import time
from urllib.parse import urlsplit

from patience import wait_until
from world import Person, World, new_company


def connected(world: World) -> socket.socket:
    where = urlsplit(world.url)
    return socket.create_connection((str(where.hostname), int(where.port or 0)), 30)


def hang_up(connection: socket.socket) -> None:
    """Close without a goodbye: the other side gets a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def request(world: World, person: Person, method: str, body: bytes = b"") -> bytes:
    lines = [
        f"{method} /api/v1/{world.app}/organisations HTTP/1.1",
        "host: koncern",
        f"authorization: Bearer {person.token}",
        "content-type: application/json",
        f"content-length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def mine(person: Person) -> list[object]:
    return list(person.get("/organisations?limit=100").json()["companies"])


def test_in_the_middle_of_a_body_leaves_nothing(world: World):
    anna = world.person()
    whole = request(world, anna, "POST", json.dumps(new_company()).encode())
    for _ in range(30):
        connection = connected(world)
        connection.sendall(whole[:-20])
        hang_up(connection)

    assert anna.get("/organisations").json()["companies"] == []
    assert anna.post("/organisations", json=new_company()).status_code == 200


def counted(world: World) -> dict[str, int]:
    """Count what stands of registrations, at one moment."""
    (row,) = world.operator.query(
        "SELECT (SELECT count(*) FROM company WHERE app_id = $1) AS companies,"
        " (SELECT count(*) FROM membership WHERE app_id = $1) AS memberships,"
        " (SELECT count(*) FROM event WHERE app_id = $1"
        "   AND type IN ('company.created', 'membership.created')) AS events",
        world.app,
    )
    return row


def test_before_the_answer_leaves_all_or_nothing(world: World):
    anna = world.person()
    for number in range(60):
        body = json.dumps(new_company(f"Company {number}")).encode()
        connection = connected(world)
        connection.sendall(request(world, anna, "POST", body))
        time.sleep(number / 10_000)
        hang_up(connection)

        there = counted(world)
        assert there["companies"] == there["memberships"]
        assert there["events"] == 2 * there["companies"]

    # The last ones may still be under way.
    wait_until(
        lambda: len(mine(anna)) == counted(world)["companies"],
        "the list lacks companies that are there",
    )


def test_in_the_middle_of_an_answer_harms_nobody(world: World):
    anna = world.person()
    for number in range(10):
        body = new_company(f"Company {number}", custom_fields={"x": "y" * 60_000})
        assert anna.post("/organisations", json=body).status_code == 200
    for _ in range(20):
        connection = connected(world)
        connection.sendall(request(world, anna, "GET"))
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        hang_up(connection)

    start = time.monotonic()
    assert len(anna.get("/organisations").json()["companies"]) == 10
    assert time.monotonic() - start < 2


def test_a_body_that_ends_too_early_is_told(world: World):
    anna = world.person()
    whole = request(world, anna, "POST", json.dumps(new_company()).encode())
    with connected(world) as connection:
        connection.sendall(whole[:-20])
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()

    assert answer.startswith("HTTP/1.1 400")
    assert "BodyCutShort" in answer
    assert anna.get("/organisations").json()["companies"] == []
