"""Looking at the database: whether it is there, new enough, migrated and roomy."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from koncern import apps
from koncern.base import Settings, operator
from koncern.cli.findings import Finding, fine, warning, wrong
from koncern.cli.reachability import POSTGRESQL_MIN, place_of, reason_of
from koncern.db import (
    EVERY_APP,
    Database,
    Row,
    SchemaTooOld,
    Server,
    is_to_be_adopted,
    migrations,
    routine_files,
    routines_installed,
    steps_run,
    survey,
)

CLOCK_SECONDS_MAX = 5
CLOCK_SECONDS_ALARMING = 60


def check_database(settings: Settings) -> Iterator[Finding]:
    """Look at the database, which is left as it is found."""
    if settings.database_url:
        yield from asyncio.run(_ask(settings, place_of(settings.database_url)))
        return
    server = Server(settings.data.resolve())
    if trouble := _trouble_of_cluster(server):
        yield trouble
    elif not server.cluster.exists():
        yield fine("database", "An embedded PostgreSQL is made at the first start.")
    elif not server.is_alive:
        yield fine(
            "database",
            f"The embedded PostgreSQL in {server.cluster} is not running; koncern "
            "serve starts it. Run koncern doctor meanwhile to have a look inside.",
        )
    else:
        inside = replace(settings, database_url=server.url)
        yield from asyncio.run(_ask(inside, f"embedded in {server.cluster}"))


def _trouble_of_cluster(server: Server) -> Finding | None:
    own = server.cluster.name
    try:
        others = {
            folder.name for folder in server.folder.glob("[0-9]*") if folder.is_dir()
        } - {own}
        marker = server.cluster / "PG_VERSION"
        version = marker.read_text(encoding="ascii").strip() if marker.exists() else ""
    except PermissionError as refusal:
        return wrong(
            "database",
            f"You may not look into {refusal.filename}: run koncern as the user who "
            "owns it.",
        )
    if others and not server.cluster.exists():
        return wrong(
            "database",
            f"{server.folder} holds data of PostgreSQL {', '.join(sorted(others))}, "
            f"and this Koncern runs {own}, which would begin with an empty database: "
            "move the data over (pg_dump, pg_restore), or run the older Koncern.",
        )
    if server.cluster.exists() and version != own:
        what = f"of PostgreSQL {version}" if version else "not whole"
        return wrong(
            "database",
            f"The data in {server.cluster} is {what}, and this Koncern runs {own}: "
            "restore the folder from a backup, or set KONCERN_DATA elsewhere.",
        )
    return None


async def _ask(settings: Settings, place: str) -> list[Finding]:
    database = Database(settings.database_url, settings)
    try:
        return [finding async for finding in _findings(database, settings, place)]
    except Exception as trouble:
        reason = reason_of(trouble, settings.database_url)
        if reason is None:
            raise
        return [wrong("database", f"Database {place}: {reason}.")]
    finally:
        await database.close()


async def _findings(
    database: Database, settings: Settings, place: str
) -> AsyncIterator[Finding]:
    # The first question opens the connection, which takes time: it is asked twice.
    async with database.single(EVERY_APP) as tx:
        server = await survey(tx)
    async with database.single(EVERY_APP) as tx:
        asked = datetime.now(UTC)
        server = await survey(tx)
    yield finding_of_version(server["version"], place)
    if server["version"] < POSTGRESQL_MIN * 10_000:
        return
    yield finding_of_clock((server["clock"] - asked).total_seconds())
    yield _finding_of_connections(settings, server["connections"])
    run: Mapping[int, Row] = {}
    if server["has_migrations"]:
        async with database.single(EVERY_APP) as tx:
            run = await steps_run(tx)
    schema = _finding_of_schema(run)
    yield schema
    if schema.state == "fine":
        async with database.single(EVERY_APP) as tx:
            yield _finding_of_routines(await routines_installed(tx))
        async with database.single(EVERY_APP) as tx:
            yield _finding_of_apps(len(await apps.list_all(tx, operator(EVERY_APP))))


def finding_of_version(number: int, place: str) -> Finding:
    """Say whether a server (by its server_version_num) is new enough."""
    version = f"{number // 10_000}.{number % 10_000}"
    if number < POSTGRESQL_MIN * 10_000:
        return wrong(
            "database",
            f"Database {place} is PostgreSQL {version}: upgrade the server to "
            f"{POSTGRESQL_MIN} or newer.",
        )
    return fine("database", f"PostgreSQL {version} answers: {place}.")


def finding_of_clock(ahead: float) -> Finding:
    """Say whether the database's clock, so many seconds ahead, is near enough."""
    if abs(ahead) <= CLOCK_SECONDS_MAX:
        return fine("clock", "The clock agrees with the database's.")
    text = (
        f"The clock is {abs(ahead):.0f} seconds {'behind' if ahead > 0 else 'ahead of'} "
        "the database's: tokens and events get wrong times. Set both by NTP."
    )
    kind = wrong if abs(ahead) > CLOCK_SECONDS_ALARMING else warning
    return kind("clock", text)


def _finding_of_connections(settings: Settings, most: int) -> Finding:
    needed = settings.workers * settings.connections
    text = (
        f"{settings.workers} workers with up to {settings.connections} connections "
        f"each need {needed}, and the server allows {most}"
    )
    if needed > most:
        return wrong(
            "connections",
            f"{text}: lower KONCERN_WORKERS or KONCERN_CONNECTIONS, or raise the "
            "server's max_connections.",
        )
    return fine("connections", f"{text}.")


def _finding_of_schema(run: Mapping[int, Any]) -> Finding:
    try:
        if is_to_be_adopted(run):
            return wrong(
                "schema",
                "The database has the tables of an older Koncern: koncern migrate",
            )
    except SchemaTooOld as refusal:
        return wrong("schema", str(refusal))
    known = {step.number: step for step in migrations()}
    newer = [row["name"] for number, row in run.items() if number not in known]
    changed = [
        row["name"]
        for number, row in run.items()
        if number in known and known[number].checksum != row["checksum"]
    ]
    outstanding = [step.name for number, step in known.items() if number not in run]
    if newer:
        return wrong(
            "schema",
            f"A newer Koncern has migrated this database ({', '.join(newer)}): run "
            "that one, or a newer one.",
        )
    if changed:
        return wrong(
            "schema",
            f"{', '.join(changed)} was changed after this database had run it: "
            "reinstall the release that it was made with.",
        )
    if outstanding:
        return wrong(
            "schema",
            f"Migrations are outstanding ({', '.join(outstanding)}): koncern migrate",
        )
    return fine("schema", f"All {len(known)} migrations were run.")


def _finding_of_routines(installed: Mapping[str, Any]) -> Finding:
    missing = [
        each.file
        for each in routine_files()
        if each.file not in installed
        or installed[each.file]["checksum"] != each.checksum
    ]
    changed = [file for file, row in installed.items() if not row["is_unchanged"]]
    if missing:
        return wrong(
            "functions",
            f"{' and '.join(missing)} of this release are not installed: koncern migrate",
        )
    if changed:
        return warning(
            "functions",
            f"The database differs from {' and '.join(sorted(changed))}: somebody changed "
            "it by hand, or PostgreSQL was upgraded. To install the files again, "
            "empty the table installed_sql and run koncern migrate.",
        )
    return fine("functions", "Functions and triggers are those of this release.")


def _finding_of_apps(count: int) -> Finding:
    if not count:
        return warning("apps", "There is no app yet: koncern app create my-shop")
    return fine("apps", f"There {'is 1 app' if count == 1 else f'are {count} apps'}.")
