"""What every command shares: the database, the one event loop, and how it speaks."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from koncern.base import KINDS, Actor, Failure, Settings, operator
from koncern.db import EVERY_APP, Database, Tx, embedded, migrate

Result = TypeVar("Result")

errors = Console(stderr=True, highlight=False)
# Into a pipe nothing is cut to a screen's width.
console = Console(highlight=False, width=None if sys.stdout.isatty() else 10_000)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
AppId = Annotated[UUID, typer.Option("--app", help="The app's id (koncern app list).")]


@contextmanager
def told() -> Iterator[None]:
    """Turn a failure into its sentence and an exit code: 10 and up, by kind."""
    try:
        yield
    except Failure as failure:
        errors.print(f"[red]{failure.code()}[/red]: {failure.detail}")
        for fault in failure.faults:
            errors.print(f"  {fault.pointer}: {fault.detail}")
        kind = next(n for n, kind in enumerate(KINDS) if isinstance(failure, kind))
        sys.exit(10 + kind)


@contextmanager
def located(settings: Settings) -> Iterator[Settings]:
    """Name the database: the one that is set, or the embedded one, started."""
    if settings.database_url:
        yield settings
        return
    with embedded(settings.data) as url:
        yield replace(settings, database_url=url)


def act(
    verb: Callable[[Tx, Actor], Awaitable[Result]], app: UUID = EVERY_APP
) -> Result:
    """Carry out one verb as the operator, on a migrated database."""
    with told(), located(Settings.from_environment()) as settings:
        return asyncio.run(_act(settings, verb, app))


async def _act(
    settings: Settings, verb: Callable[[Tx, Actor], Awaitable[Result]], app: UUID
) -> Result:
    await migrate(settings.database_url)
    database = Database(settings.database_url, settings)
    try:
        async with database.transaction(app, "shell") as tx:
            return await verb(tx, operator(app))
    finally:
        await database.close()


def show(rows: list[Any], columns: list[str], *, as_json: bool) -> None:
    """Print records: as a table for people, or as JSON for machines."""
    plain = [msgspec.to_builtins(row) for row in rows]
    if as_json:
        sys.stdout.write(
            msgspec.json.format(msgspec.json.encode(plain)).decode() + "\n"
        )
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in plain:
        table.add_row(*[_cell(row[column]) for column in columns])
    console.print(table)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
