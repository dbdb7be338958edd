"""A disk that fills up: writes are refused before the database dies, and come back."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from koncern import limits
from koncern.base import Settings
from koncern.db import embedded
from koncern.profile.file_store import DiskFull, FileStore, TooManyUploads, disk_space
from patience import wait_until
from service import Service, serving
from world import PDF, Operator, World, add_file, new_company

MIB = 2**20
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, and small."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400m,mode=0711", "koncern", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


class Ballast:
    """Fills a disk but for some bytes, and frees it again."""

    def __init__(self, disk: Path) -> None:
        self._disk = disk
        self._file = disk / "ballast"

    def leave(self, free: int) -> None:
        """Take room until only so many bytes are free."""
        with self._file.open("ab") as file, suppress(OSError):
            while (more := room(self._disk) - free) > 0:
                file.write(bytes(min(more, MIB)))
                file.flush()

    def go(self) -> None:
        """Free all that was taken."""
        self._file.unlink(missing_ok=True)


def room(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def details(service: Service) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{service.url}/health/ready", timeout=30).json()
    return found


@needs_root
def test_writes_stop_and_reads_go_on_until_there_is_room(disk: Path):
    data, ballast = disk / "data", Ballast(disk)
    least = {"KONCERN_FREE_BYTES_MIN": str(80 * MIB)}
    with serving(data, **least) as service, embedded(data) as url:
        operator = Operator(url, data)
        world = World(service.url, operator)
        machine, anna = world.machine(), world.person()
        company = machine.post("/organisations", json=new_company()).json()["company"]
        path = f"/organisations/{company['id']}"
        file = add_file(machine, company["id"])

        ballast.leave(60 * MIB)
        wait_until(lambda: upload(machine, path) == 507, "uploads go on")
        assert machine.patch(path, json={"name": "B"}).status_code == 200

        ballast.leave(10 * MIB)
        wait_until(lambda: "disk" in details(service), "nothing is told")
        refused = machine.post("/organisations", json=new_company())
        assert (refused.status_code, refused.json()["code"]) == (507, "DiskFull")
        assert machine.patch(path, json={"name": "C"}).status_code == 507
        assert machine.get(path).json()["company"]["name"] == "B"
        assert machine.get(f"{path}/files/{file}/content").content == PDF
        body = {"refresh_token": anna.refresh_token}
        assert anna.post("/auth/refresh", json=body).status_code == 200
        assert machine.delete(f"{path}/files/{file}").status_code == 204

        ballast.go()
        wait_until(lambda: "disk" not in details(service), "it stays refused")
        assert machine.patch(path, json={"name": "D"}).status_code == 200
        assert upload(machine, path) == 201
        world.close()
        operator.close()


@needs_root
def test_a_disk_without_any_room_loses_nothing_and_mends(disk: Path):
    """The reserve is off, and another program takes the last byte."""
    data, ballast = disk / "data", Ballast(disk)
    with serving(data, KONCERN_FREE_BYTES_MIN="0") as service, embedded(data) as url:
        operator = Operator(url, data)
        world = World(service.url, operator)
        machine = world.machine()
        kept: list[str] = []
        statuses = write(machine, 100, kept)
        ballast.leave(0)
        statuses |= write(machine, 50, kept)
        # The log of changes needs a new file: PostgreSQL stops, and cannot start again.
        with suppress(Exception):
            operator.query("SELECT pg_switch_wal(), pg_switch_wal()")
        statuses |= write(machine, 50, kept)
        assert statuses == {200, 503, 507}, statuses
        ballast.go()

        def writes() -> bool:
            reply = machine.post("/organisations", json=new_company())
            assert reply.status_code in {200, 503, 507}, reply.text
            return reply.status_code == 200

        wait_until(writes, "it does not mend")
        for company in kept:
            assert machine.get(f"/organisations/{company}").status_code == 200
        world.close()
        operator.close()


def write(machine: Any, count: int, kept: list[str]) -> set[int]:
    """Register companies; note those that were acknowledged, and return the statuses."""
    statuses = set()
    for n in range(count):
        reply = machine.post("/organisations", json=fat_company(n))
        statuses.add(reply.status_code)
        if reply.status_code == 200:
            kept.append(reply.json()["company"]["id"])
    return statuses


def fat_company(n: int) -> dict[str, Any]:
    # What cannot be packed: a page of the database holds little of it.
    return new_company(f"Company {n}", custom_fields={"x": os.urandom(20_000).hex()})


def upload(machine: Any, path: str) -> int:
    reply = machine.post(f"{path}/files", files={"file": ("a.pdf", PDF)})
    assert reply.status_code in {201, 507}, reply.text
    return int(reply.status_code)


def test_a_database_that_says_that_it_is_full_is_507(world: World, operator: Operator):
    machine = world.machine()
    operator.query(
        f"""CREATE FUNCTION full_{world.app.hex}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF NEW.app_id = '{world.app}' THEN
                RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full';
            END IF; RETURN NEW; END $$"""
    )
    trigger = f"full_{world.app.hex}"
    operator.query(
        f"CREATE TRIGGER {trigger} BEFORE INSERT ON company "
        f"FOR EACH ROW EXECUTE FUNCTION {trigger}()"
    )
    try:
        reply = machine.post("/organisations", json=new_company())
    finally:
        operator.query(f"DROP TRIGGER {trigger} ON company")

    assert (reply.status_code, reply.json()["code"]) == (507, "DatabaseFull")


def test_uploads_in_progress_count_before_they_are_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(disk_space, "room_at", lambda _: (1, 200 * MIB))
    settings = Settings(data=tmp_path, free_bytes_min=100 * MIB)
    room_left = FileStore(settings).space
    with (
        room_left.upload("a", 25 * MIB),
        room_left.upload("b", 25 * MIB),
        pytest.raises(DiskFull),
        room_left.upload("c", MIB),
    ):
        pass
    with room_left.upload("c", 25 * MIB):
        pass


def test_one_user_has_few_uploads_in_progress(tmp_path: Path):
    room_left = FileStore(Settings(data=tmp_path, free_bytes_min=0)).space
    with ExitStack() as open_ones:
        for _ in range(limits.UPLOADS_AT_ONCE):
            open_ones.enter_context(room_left.upload("a", MIB))
        with pytest.raises(TooManyUploads), room_left.upload("a", MIB):
            pass
        with room_left.upload("b", MIB):
            pass
    with room_left.upload("a", MIB):
        pass
