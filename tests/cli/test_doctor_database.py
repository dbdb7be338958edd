"""What `koncern doctor` finds in a database, and that it changes nothing."""

import asyncio
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from commands import examine, koncern, only_wrong

from koncern.cli.check_database import finding_of_clock, finding_of_version
from koncern.cli.findings import State
from koncern.db import Server, embedded


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("doctor") / "data"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """A PostgreSQL that asks for passwords; yields the URL of its superuser."""
    with embedded(folder) as url:
        run(url, "CREATE ROLE anna LOGIN PASSWORD 'right'", "CREATE DATABASE shop")
        rules = Server(folder).cluster / "pg_hba.conf"
        rules.write_text(f"local all anna scram-sha-256\n{rules.read_text()}")
        run(url, "SELECT pg_reload_conf()")
        yield url


def run(url: str, *statements: str) -> None:
    async def ask() -> None:
        connection = await asyncpg.connect(url)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    asyncio.run(ask())


def at(server: str, database: str, user: str = "postgres") -> str:
    host = server.rpartition("=")[2]
    return f"postgresql://{user}@/{database}?host={host}"


@pytest.fixture
def migrated(server: str, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own, with this release's schema and no app."""
    name = f"d{uuid4().hex}"
    run(server, f"CREATE DATABASE {name}")
    url = at(server, name)
    assert koncern(tmp_path, "migrate", DATABASE_URL=url).returncode == 0
    yield url
    run(server, f"DROP DATABASE {name}")


@pytest.mark.parametrize(
    ("user", "database", "reason"),
    [
        ("anna:wrong", "shop", "the password of user anna is wrong"),
        ("postgres", "market", "there is no database market on the server"),
        ("nobody", "shop", "user nobody may not connect"),
    ],
)
def test_a_database_that_refuses(
    server: str, tmp_path: Path, user: str, database: str, reason: str
):
    url = at(server, database, user)

    assert reason in only_wrong(tmp_path, "database", DATABASE_URL=url)


def test_a_database_that_is_not_there(tmp_path: Path):
    url = "postgresql://anna:secret@127.0.0.1:1/shop"

    finding = only_wrong(tmp_path, "database", DATABASE_URL=url)

    assert finding == (
        "Database shop at 127.0.0.1:1: nobody answers there (Connect call failed "
        "('127.0.0.1', 1)): start the server, or correct DATABASE_URL."
    )


def test_outstanding_migrations_are_told_and_not_run(server: str, tmp_path: Path):
    url = at(server, "shop")

    first = only_wrong(tmp_path, "schema", DATABASE_URL=url)

    assert first.startswith("Migrations are outstanding (0001_baseline")
    assert only_wrong(tmp_path, "schema", DATABASE_URL=url) == first


def test_no_app_yet(migrated: str, tmp_path: Path):
    found = examine(tmp_path, DATABASE_URL=migrated)

    assert found["apps"] == [
        ("warning", "There is no app yet: koncern app create my-shop")
    ]


def test_a_schema_that_is_newer(migrated: str, tmp_path: Path):
    run(migrated, "INSERT INTO migration VALUES (9999, '9999_later', '')")

    finding = only_wrong(tmp_path, "schema", DATABASE_URL=migrated)

    assert finding.startswith("A newer Koncern has migrated this database (9999_later)")


def test_a_migration_that_was_changed(migrated: str, tmp_path: Path):
    run(migrated, "UPDATE migration SET checksum = 'other' WHERE number = 1")

    finding = only_wrong(tmp_path, "schema", DATABASE_URL=migrated)

    assert finding.startswith(
        "0001_baseline was changed after this database had run it"
    )


def test_a_schema_from_before_the_baseline(
    migrated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run(migrated, "UPDATE migration SET name = '0001_ground', checksum = 'x'")

    finding = only_wrong(tmp_path, "schema", DATABASE_URL=migrated)

    assert "Run `koncern migrate` of commit " in finding

    all_of_them = sha256(b"0001 x").hexdigest()
    monkeypatch.setattr("koncern.db.adoption.CHECKSUM", all_of_them)

    finding = only_wrong(tmp_path, "schema", DATABASE_URL=migrated)

    assert finding == "The database has the tables of an older Koncern: koncern migrate"


def test_functions_of_another_release(migrated: str, tmp_path: Path):
    run(migrated, "UPDATE installed_sql SET checksum = '' WHERE file = 'functions.sql'")

    finding = only_wrong(tmp_path, "functions", DATABASE_URL=migrated)

    assert finding.startswith(
        "functions.sql of this release are not installed: koncern"
    )


def test_a_trigger_that_somebody_changed(migrated: str, tmp_path: Path):
    run(migrated, "ALTER TABLE event DISABLE TRIGGER event_is_final")

    ((state, finding),) = examine(tmp_path, DATABASE_URL=migrated)["functions"]

    assert state == "warning"
    assert finding.startswith(
        "The database differs from triggers.sql: somebody changed"
    )


def test_more_connections_than_the_server_allows(migrated: str, tmp_path: Path):
    settings = {"KONCERN_WORKERS": "64", "KONCERN_CONNECTIONS": "8"}

    finding = only_wrong(tmp_path, "connections", DATABASE_URL=migrated, **settings)

    assert finding.startswith(
        "64 workers with up to 8 connections each need 512, and the server allows 197"
    )


def test_a_server_that_is_too_old():
    finding = finding_of_version(160004, "shop at db.example.com")

    assert finding.state is State.WRONG
    assert finding.finding == (
        "Database shop at db.example.com is PostgreSQL 16.4: upgrade the server to "
        "18 or newer."
    )


@pytest.mark.parametrize(
    ("ahead", "state"), [(0.2, "fine"), (-4, "fine"), (30, "warning"), (-3600, "wrong")]
)
def test_a_clock_that_differs(ahead: float, state: str):
    assert finding_of_clock(ahead).state == state
