"""The embedded PostgreSQL: who starts it, who stops it, and what it survives."""

import os
import signal
import subprocess
import time
from pathlib import Path

from koncern.db import embedded
from koncern.db.cluster import PROGRAMS, Server
from patience import wait_until


def answers(url: str) -> bool:
    done = subprocess.run(
        [PROGRAMS / "psql", "-Atc", "SELECT 1", url], capture_output=True, check=False
    )
    return done.stdout == b"1\n"


def postmaster(data: Path) -> int:
    return int((data / "postgres/18/postmaster.pid").read_text().split()[0])


def test_the_last_to_leave_stops_it(tmp_path: Path):
    with embedded(tmp_path) as url:
        with embedded(tmp_path) as same:
            assert same == url
        assert answers(url)
    assert not answers(url)


def test_it_starts_again_after_everything_was_killed(tmp_path: Path):
    with embedded(tmp_path) as url:
        subprocess.run(
            [PROGRAMS / "psql", "-qc", "CREATE TABLE kept ()", url], check=True
        )
        os.kill(postmaster(tmp_path), signal.SIGKILL)
        time.sleep(0.2)
        with embedded(tmp_path) as again:
            found = subprocess.check_output(
                [PROGRAMS / "psql", "-Atc", "SELECT count(*) FROM kept", again]
            )
            assert found == b"0\n"


def test_watched_it_is_started_again_when_it_dies(tmp_path: Path):
    with embedded(tmp_path, watched=True) as url:
        os.kill(postmaster(tmp_path), signal.SIGKILL)
        wait_until(lambda: answers(url), "it was not started again")


def test_its_socket_fits_under_a_deep_folder(tmp_path: Path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with embedded(deep) as url:
        assert answers(url)
        assert Server(deep).sockets != Server(deep).folder


def test_only_its_own_system_user_can_enter(tmp_path: Path):
    with embedded(tmp_path):
        mode = Server(tmp_path).sockets.stat().st_mode
    assert not mode & 0o077
