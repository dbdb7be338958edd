"""How much memory the embedded server may keep its tables in."""

import os
from pathlib import Path

import pytest

from koncern.db import cluster

GIGABYTE = 1024**3


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of 8 GB."""
    told = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 8 * GIGABYTE // 4096}
    monkeypatch.setattr(os, "sysconf", told.__getitem__)


@pytest.mark.parametrize(
    ("files", "buffers"),
    [
        ({}, "2048MB"),
        ({"sys/fs/cgroup/memory.max": "max\n"}, "2048MB"),
        ({"sys/fs/cgroup/memory.max": f"{GIGABYTE}\n"}, "256MB"),
        ({"sys/fs/cgroup/memory.max": "1000000\n"}, "128MB"),
        ({"sys/fs/cgroup/memory/memory.limit_in_bytes": f"{GIGABYTE}\n"}, "256MB"),
        (
            {
                "proc/self/cgroup": "0::/system.slice/koncern.service\n",
                "sys/fs/cgroup/system.slice/koncern.service/memory.max": f"{GIGABYTE}\n",
            },
            "256MB",
        ),
    ],
)
def test_it_is_a_quarter_of_what_is_there_for_us(
    tmp_path: Path, files: dict[str, str], buffers: str
):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    assert cluster.shared_buffers(tmp_path) == buffers


def test_it_is_no_more_than_a_start_can_afford(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 64 * GIGABYTE // 4096}
    monkeypatch.setattr(os, "sysconf", told.__getitem__)

    assert cluster.shared_buffers(tmp_path) == "8192MB"


def test_a_machine_that_does_not_tell_is_taken_for_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def unknown(name: str) -> int:
        raise ValueError(name)

    monkeypatch.setattr(os, "sysconf", unknown)

    assert cluster.shared_buffers(tmp_path) == "128MB"
