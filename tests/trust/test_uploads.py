"""Uploads and downloads that break off, are too large or too slow; and `kill -9`."""

import asyncio
import base64
import select
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from test_disconnect import connected, hang_up

from koncern import limits
from koncern.api.http import BodyTooSlow, body_reader
from koncern.base import Settings
from koncern.db import EVERY_APP, embedded
from koncern.profile.file_store import FileStore
from koncern.profile.files import Quotas, begin, purge
from patience import wait_until
from processes import descendants, kill
from service import Service, serving
from world import PDF, Operator, World, add_file, new_company

MOST = 26_214_400
QUOTAS = Quotas.of(Settings())
PART = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
END = b"\r\n--b--\r\n"


@pytest.fixture
def company(world: World) -> str:
    reply = world.machine().post("/organisations", json=new_company())
    return str(reply.json()["company"]["id"])


def head(world: World, company: str, length: str) -> bytes:
    signature = base64.b64encode(":".join(world.credential()).encode()).decode()
    lines = [
        f"POST /api/v1/{world.app}/organisations/{company}/files HTTP/1.1",
        "host: koncern",
        f"authorization: Basic {signature}",
        "content-type: multipart/form-data; boundary=b",
        length,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def arriving(service: Service) -> int:
    """Count the contents that workers hold open on their way in."""
    found = 0
    for process in descendants(service.process.pid):
        for handle in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                found += "/uploads/" in str(handle.readlink())
    return found


def wait_until_it_arrives(service: Service, connection: socket.socket) -> None:
    """Wait until an upload comes in; if it is answered instead, tell how."""

    def arrives() -> int:
        is_answered, _, _ = select.select([connection], [], [], 0)
        assert not is_answered, connection.recv(10_000)
        return arriving(service)

    wait_until(arrives, "nothing arrived, and nothing was answered")


def kept(data: Path, world: World) -> list[Path]:
    return [*(data / "files" / str(world.app)).rglob("*-*")]


def test_one_that_breaks_off_leaves_nothing(
    world: World, service: Service, company: str, data: Path
):
    whole = PART + PDF + bytes(1_000_000)
    for _ in range(10):
        connection = connected(world)
        connection.sendall(head(world, company, "content-length: 9000000") + whole)
        wait_until_it_arrives(service, connection)
        hang_up(connection)

    wait_until(lambda: not arriving(service), "what broke off is held open")
    assert world.machine().get(f"/organisations/{company}/files").json()["files"] == []
    assert kept(data, world) == []


@pytest.mark.parametrize("length", ["content-length: 90000000", "expect: 100-continue"])
def test_one_that_is_too_large_is_told_at_once(world: World, company: str, length: str):
    told = f"content-length: 90000000\r\n{length}" if "expect" in length else length
    connection = connected(world)
    connection.sendall(head(world, company, told))

    assert connection.recv(100).startswith(b"HTTP/1.1 413")
    connection.close()


@pytest.mark.parametrize(
    "length", [f"content-length: {2 * MOST}", "transfer-encoding: chunked"]
)
def test_who_goes_on_sending_reads_the_answer(world: World, company: str, length: str):
    connection = connected(world)
    connection.sendall(head(world, company, length))
    chunked = "chunked" in length
    piece = bytes(65_536)
    if chunked:
        piece = b"10000\r\n" + piece + b"\r\n"
        connection.sendall(b"%x\r\n" % len(PART) + PART + b"\r\n")
    for _ in range(2 * MOST // 65_536):
        connection.sendall(piece)

    answer = connection.recv(10_000)
    assert answer.startswith(b"HTTP/1.1 413"), answer
    assert b"At most 26214400 bytes" in answer
    connection.close()


def test_the_largest_is_taken(world: World, company: str):
    content = PDF + bytes(MOST - len(PDF))
    machine = world.machine()

    file = add_file(machine, company, content=content)

    path = f"/organisations/{company}/files/{file}/content"
    assert machine.get(path).content == content


def test_a_byte_now_and_then_is_too_slow(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.2)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def take() -> int:
        return len([piece async for piece in body_reader.BodyStream(receive, {}, MOST)])

    start = time.monotonic()
    with pytest.raises(BodyTooSlow):
        asyncio.run(take())
    assert time.monotonic() - start < 2


def test_a_download_that_breaks_off_harms_nobody(world: World, company: str):
    machine = world.machine()
    file = add_file(machine, company, content=PDF + bytes(20_000_000))
    asked = head(world, company, "x-nothing: 0").replace(b"POST", b"GET", 1)
    asked = asked.replace(b"/files HTTP", f"/files/{file}/content HTTP".encode(), 1)
    for _ in range(20):
        connection = connected(world)
        connection.sendall(asked)
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        hang_up(connection)

    start = time.monotonic()
    assert len(machine.get(f"/organisations/{company}/files/{file}/content").content)
    assert time.monotonic() - start < 5


def clean(operator: Operator, data: Path) -> int:
    """Do what housekeeping does with contents that belong to no file."""
    store = FileStore(Settings(data=data))
    return operator.act(EVERY_APP, lambda tx, _: purge(tx, store=store))


def test_a_deleted_content_goes_at_once(world: World, company: str, data: Path):
    machine = world.machine()
    file = add_file(machine, company)
    machine.delete(f"/organisations/{company}/files/{file}").raise_for_status()

    assert kept(data, world) == []
    assert loose(world) == []


def test_what_the_store_does_not_let_go_of_is_tried_again(
    world: World, operator: Operator, company: str, data: Path
):
    machine = world.machine()
    file = add_file(machine, company)
    (content,) = kept(data, world)
    content.unlink()
    content.mkdir()
    machine.delete(f"/organisations/{company}/files/{file}").raise_for_status()
    assert loose(world) == [{"is_due": True}]

    while clean(operator, data):
        pass
    assert loose(world) == [{"is_due": False}]
    content.rmdir()
    world.operator.query(
        "UPDATE loose_content SET due_at = now() WHERE app_id = $1", world.app
    )
    while clean(operator, data):
        pass

    assert loose(world) == []


def test_an_upload_that_was_begun_is_removed_later(
    world: World, operator: Operator, company: str, data: Path
):
    file = world.act(
        lambda tx, actor: begin(tx, actor, UUID(company), size=len(PDF), quotas=QUOTAS)
    )
    place = data / "files" / str(world.app) / file.hex[-2:] / str(file)
    place.parent.mkdir(parents=True)
    place.write_bytes(PDF)

    clean(operator, data)
    assert place.exists()
    world.operator.query(
        "UPDATE loose_content SET due_at = due_at - interval '30 minutes' WHERE app_id = $1",
        world.app,
    )
    while clean(operator, data):
        pass

    assert not place.exists()


def loose(world: World) -> list[dict[str, Any]]:
    return world.operator.query(
        "SELECT due_at <= now() AS is_due FROM loose_content WHERE app_id = $1",
        world.app,
    )


def test_a_killed_service_has_what_it_acknowledged(tmp_path: Path):
    data = tmp_path / "data"
    with serving(data) as service, embedded(data) as url:
        operator = Operator(url)
        world = World(service.url, operator)
        machine = world.machine()
        company = machine.post("/organisations", json=new_company()).json()["company"][
            "id"
        ]
        files = [add_file(machine, company, content=PDF + bytes(n)) for n in range(5)]
        halfway = connected(world)
        begun = head(world, company, "content-length: 9000000") + PART + PDF
        halfway.sendall(begun + bytes(1_000_000))
        wait_until_it_arrives(service, halfway)
        kill(service)
        halfway.close()
        with serving(data) as again:
            signed = {"auth": world.credential(), "timeout": 30}
            root = f"{again.url}/api/v1/{world.app}/organisations/{company}"
            read = httpx.get(root, **signed).json()["company"]["files"]
            assert [file["id"] for file in read] == files[::-1]
            for n, file in enumerate(files):
                content = httpx.get(f"{root}/files/{file}/content", **signed)
                assert content.content == PDF + bytes(n)
        world.close()
        operator.close()
    assert [*(data / "uploads").iterdir()] == []
