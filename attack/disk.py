"""A small disk of the attack's own, which only root can mount; and the attack on it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attack.archives import PDF, form
from attack.model import Attack, Family, Target
from attack.scene import company
from attack.wire import send

DISK_MIB = 1024
MIB = 1024 * 1024
FILE_BYTES = 5 * MIB
LEFT_BYTES = 8 * MIB
KEPT_BYTES_MIN = 32 * MIB
"""Two segments of PostgreSQL's log: with less it stops."""
RESERVE_BYTES = 100 * MIB
"""What is freed at the end: an operator makes room."""
REFUSED_WELL = (503, 507)
WRITES_AFTER_UPLOADS = 100
RECOVERY_SECONDS_MAX = 30


def why_not() -> str:
    """Return why no disk can be mounted here; nothing if one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root can mount a small disk"
    try:
        with small_disk():
            return ""
    except subprocess.CalledProcessError as trouble:
        return f"no disk can be mounted: {trouble.stderr.decode().strip()}"


@contextmanager
def small_disk() -> Iterator[Path]:
    """Mount a small disk for the length of a block."""
    with TemporaryDirectory(prefix="koncern-disk-") as folder:
        options = f"size={DISK_MIB}m,mode=0755"
        mount = ("mount", "-t", "tmpfs", "-o", options, "koncern-attack", folder)
        subprocess.run(mount, check=True, capture_output=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(("umount", "--lazy", folder), check=True)


def fill(target: Target) -> None:
    """Fill the disk by uploads, then by a file and by writes; then make room again."""
    scene, disk = target.scene, target.scene.data.parent
    uploads = target.plan.size(220, 40)
    made = scene.post("/organisations", company("Files"), by="")
    owner = made.json()["company"]["id"]
    reserve, ballast = disk / "reserve", disk / "ballast"
    _take(reserve, RESERVE_BYTES)
    kept = _upload(target, owner, uploads)
    free = _free(disk)
    target.tally.note(f"{kept} uploads were taken; {free // MIB} MiB were left")
    told = f"uploads left {free // MIB} MiB of the disk to the database"
    target.tally.expect(told, holds=free >= KEPT_BYTES_MIN)
    names = _write(target, WRITES_AFTER_UPLOADS)
    target.tally.expect("uploads stopped PostgreSQL", holds=not _has_stopped(target))
    _take(ballast, max(1, _free(disk) - LEFT_BYTES))
    names += _write(target, target.plan.size(400, 60))
    ballast.unlink()
    reserve.unlink()
    _recover(target)
    _look(target, names)


def _upload(target: Target, owner: str, count: int) -> int:
    path, kept = f"/organisations/{owner}/files", 0
    content = PDF + os.urandom(FILE_BYTES - len(PDF))
    for number in range(count):
        body, kind = form(f"{number}.pdf", content)
        answer = send(
            target.port,
            target.tally,
            target.scene.raw("POST", path, body, "", content_type=kind),
        )
        kept += answer.status == 201
        _judge(target, "an upload", answer.status)
        if answer.status in REFUSED_WELL:
            break
    return kept


def _write(target: Target, count: int) -> list[str]:
    """Register large companies until that is refused a few times; return those taken."""
    taken, refused = [], 0
    for number in range(count):
        name = f"Filler {number}"
        body = company(name, custom_fields={"a": os.urandom(15_000).hex()})
        asked = target.scene.raw("POST", "/organisations", body, "")
        answer = send(target.port, target.tally, asked)
        if answer.status == 200:
            taken.append(answer.json()["company"]["id"])
        else:
            refused += 1
            _judge(target, "a write", answer.status)
        if refused > 20:
            break
    return taken


def _judge(target: Target, what: str, status: int) -> None:
    if status == 0 or (status >= 500 and status not in REFUSED_WELL):
        target.tally.breaks(f"{what} got {status or 'no answer'} on a full disk")


def _recover(target: Target) -> None:
    """Wait until writes are taken again."""
    start = time.monotonic()
    while time.monotonic() - start < RECOVERY_SECONDS_MAX:
        asked = target.scene.raw("POST", "/organisations", company("After"), "")
        if send(target.port, target.tally, asked).status == 200:
            target.tally.note(f"writes again after {time.monotonic() - start:.1f} s")
            return
        time.sleep(0.5)
    target.tally.breaks(f"no write within {RECOVERY_SECONDS_MAX} s after room was made")


def _look(target: Target, taken: list[str]) -> None:
    """Check that everything acknowledged is there."""
    target.tally.note(f"{len(taken)} writes were taken on the full disk")
    found = [
        target.scene.call("GET", f"/organisations/{each}", by="").status
        for each in taken
    ]
    lost, unknown = found.count(404), sum(status not in (200, 404) for status in found)
    target.tally.expect(f"{lost} acknowledged writes are lost", holds=not lost)
    if _has_stopped(target):
        target.tally.note("PostgreSQL stopped on the full disk, and started again")
    target.tally.expect(f"{unknown} cannot be read afterwards", holds=not unknown)


def _has_stopped(target: Target) -> bool:
    return b"PANIC" in (target.scene.data / "postgres.log").read_bytes()


def _take(path: Path, size: int) -> None:
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size)


def _free(disk: Path) -> int:
    told = os.statvfs(disk)
    return told.f_bavail * told.f_frsize


FAMILY = Family(
    "disk",
    (
        Attack(
            "full disk",
            "Uploads, a foreign file and writes fill the disk under the database.",
            fill,
            is_measured=False,
            in_short=False,
            needs_disk=True,
        ),
    ),
)
