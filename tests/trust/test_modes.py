"""Everything under the data folder is for the eyes of its owner alone."""

import stat
import subprocess
from pathlib import Path

import httpx

from koncern import limits
from koncern.db import embedded
from koncern.db.cluster import PROGRAMS, Server
from patience import wait_until
from service import serving
from world import Operator, World, add_file, new_company

SECRET = "very-secret-value"


def open_to_others(data: Path) -> list[str]:
    """List what others may read, write or list; they may walk through a folder."""
    return [
        f"{stat.filemode(mode)} {path.relative_to(data)}"
        for path in [data, *data.rglob("*")]
        for mode in [path.lstat().st_mode]
        if mode & (0o066 if stat.S_ISDIR(mode) else 0o077)
        and not path.name.startswith("serve-")
    ]


def test_nothing_in_the_data_folder_is_open_to_others(tmp_path: Path):
    data = tmp_path / "data"
    with serving(data, "--demo") as service, embedded(data) as url:
        operator = Operator(url, data)
        world = World(service.url, operator)
        machine = world.machine()
        company = machine.post("/organisations", json=new_company()).json()["company"]
        add_file(machine, company["id"])
        body = {"email": "anna@example.com", "password": "correct horse battery"}
        sign_up = f"{service.url}/api/v1/{world.app}/auth/register"
        httpx.post(sign_up, json=body, timeout=30).raise_for_status()
        wait_until(lambda: [*data.glob("mail/*.eml")], "no mail was written")
        found = open_to_others(data)
        names = {path.relative_to(data).parts[0] for path in data.rglob("*")}
        world.close()
        operator.close()

    # The test's own folder was there before, and stays as it was.
    assert [each for each in found if not each.endswith(" .")] == []
    assert {"demo.json", "files", "mail", "postgres", "postgres.log"} <= names


def test_a_data_folder_that_is_made_is_not_listed_by_others(tmp_path: Path):
    with embedded(tmp_path / "data"):
        assert open_to_others(tmp_path / "data") == []


def test_a_log_that_was_open_is_closed_to_others(tmp_path: Path):
    log = tmp_path / "postgres.log"
    log.touch()
    log.chmod(0o644)

    with embedded(tmp_path):
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
        owner = (tmp_path / "postgres" / "18").stat().st_uid
        assert log.stat().st_uid == owner


def test_the_log_holds_nothing_that_was_sent(tmp_path: Path):
    statements = [
        "CREATE TABLE t (alias text CONSTRAINT alias_taken UNIQUE)",
        f"INSERT INTO t VALUES ('{SECRET}')",
        f"INSERT INTO t VALUES ('{SECRET}')",
        f"SELECT '{SECRET}'::uuid",
        f'SELECT FROM "{SECRET}"',
        f"DO $$ BEGIN RAISE WARNING '{SECRET}'; END $$",
        f"DO $$ BEGIN RAISE EXCEPTION '{SECRET}'; END $$",
        f"PREPARE p (uuid) AS SELECT $1; EXECUTE p ('{SECRET}')",
        f"SET application_name TO '{SECRET}'; SELECT pg_sleep(0.01)",
    ]
    with embedded(tmp_path) as url:
        for statement in statements:
            subprocess.run(
                [PROGRAMS / "psql", "-qc", statement, url],
                capture_output=True,
                check=False,
            )
        told = Server(tmp_path).log.read_text()

    assert "ready to accept connections" in told
    assert SECRET not in told


def test_the_log_stays_short(tmp_path: Path):
    log = Server(tmp_path).log
    with embedded(tmp_path, watched=True) as url:
        for _ in range(2):
            with log.open("ab") as more:
                more.write(b"x" * (limits.SERVER_LOG_BYTES + 1))
            wait_until(lambda: log.stat().st_size < 1000, "the log stays long")
        subprocess.run([PROGRAMS / "psql", "-qc", "CHECKPOINT", url], check=True)
        wait_until(
            lambda: "checkpoint" in log.read_text(), "nothing is logged any more"
        )
        older = log.with_name("postgres.log.1")

        assert older.stat().st_size == limits.SERVER_LOG_BYTES + 1
        assert stat.S_IMODE(older.stat().st_mode) == 0o600
        assert [*tmp_path.glob("postgres.log*")].__len__() == 2
