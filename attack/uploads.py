"""Attacks on the disk: the same upload again and again with one Idempotency-Key."""

import os
import time
from pathlib import Path

from attack.archives import PDF, form, home
from attack.model import Attack, Family, Target
from attack.plan import MEGABYTE
from attack.wire import send

FILE_BYTES = 5 * 1024 * 1024
KEPT_TIMES_MAX = 2
WAIT_SECONDS = 5


def repeats(target: Target) -> None:
    """Upload one file ten times with one key; what lies on the disk may not grow."""
    path, content = home(target.scene), PDF + os.urandom(FILE_BYTES)
    body, kind = form("same.pdf", content)
    before = _stored(target.scene.data)
    for _ in range(target.plan.size(10, 5)):
        asked = target.scene.raw(
            "POST", path, body, "anna", content_type=kind, idempotency_key="same-file"
        )
        send(target.port, target.tally, asked)
    _wait_and_judge(target, before)


def refused(target: Target) -> None:
    """Upload files that are refused only after they came in; nothing may stay."""
    path, content = home(target.scene), b"MZ" + os.urandom(FILE_BYTES)
    before = _stored(target.scene.data)
    for number in range(target.plan.size(6, 3)):
        body, kind = form(f"{number}.pdf", content)
        asked = target.scene.raw("POST", path, body, "anna", content_type=kind)
        send(target.port, target.tally, asked)
    _wait_and_judge(target, before)


def _wait_and_judge(target: Target, before: int) -> None:
    """Wait until the disk holds what it may, a while at most."""
    most = before + KEPT_TIMES_MAX * FILE_BYTES
    deadline = time.monotonic() + WAIT_SECONDS
    while (stored := _stored(target.scene.data)) > most:
        if time.monotonic() > deadline:
            break
        time.sleep(0.25)
    grown = (stored - before) / MEGABYTE
    target.tally.note(f"the disk holds {grown:.0f} MB more")
    target.tally.expect(f"{grown:.0f} MB stay on the disk", holds=stored <= most)


def _stored(data: Path) -> int:
    """Return the bytes of all contents, taken ones and those on their way."""
    return sum(
        file.stat().st_size
        for folder in ("files", "uploads")
        for file in (data / folder).rglob("*")
        if file.is_file()
    )


FAMILY = Family(
    "uploads",
    (
        Attack(
            "keyed uploads",
            "A file of 5 MiB uploaded ten times with one Idempotency-Key.",
            repeats,
        ),
        Attack(
            "refused uploads",
            "Files of 5 MiB that are refused when they are there.",
            refused,
        ),
    ),
)
