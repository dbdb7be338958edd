"""What every command shares: the database, the one event loop, and how it speaks."""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from koncern import apps
from koncern.base import KINDS, Actor, Failure, Invalid, Settings, operator
from koncern.cli.reachability import explain_unreachable
from koncern.db import EVERY_APP, Database, Tx, embedded, migrate

Result = TypeVar("Result")
Value = TypeVar("Value")
Verb = Callable[[Tx, Actor], Awaitable[Result]]

# Into a pipe nothing is cut to a screen's width.
errors = Console(
    stderr=True, highlight=False, width=None if sys.stderr.isatty() else 10_000
)
console = Console(highlight=False, width=None if sys.stdout.isatty() else 10_000)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
AppId = Annotated[UUID, typer.Option("--app", help="The app's id (koncern app list).")]


_FORMS = {
    "slug": "it takes letters a to z, digits, hyphens and underscores, and begins and "
    "ends with a letter or a digit, like my-shop",
    "name": "it takes one line of text that is not blank",
    "user": "it takes one line of text",
    "settings": "it takes a tag like sv or sv-SE for a language, and one line of text "
    "that is not blank for anything else",
}
"""What the forms mean that are kept as patterns."""

_LENGTH = re.compile(r"Expected `str` of length ([<>])= (\d+)")


class ArgumentInvalid(Invalid):
    """An argument of the command cannot be as it is."""


class FolderUnusable(Invalid):
    """The data folder cannot be used: set KONCERN_DATA to one that can."""


@contextmanager
def report_failures() -> Iterator[None]:
    """Turn a failure into its sentence and an exit code: 10 and up, by kind."""
    try:
        yield
    except Failure as failure:
        errors.print(f"{failure.code()}: {failure.detail}", style="red", markup=False)
        for fault in failure.faults:
            errors.print(f"  {fault.pointer}: {fault.detail}", markup=False)
        kind = next(n for n, kind in enumerate(KINDS) if isinstance(failure, kind))
        sys.exit(10 + kind)


@contextmanager
def open_database(settings: Settings, *, watched: bool = False) -> Iterator[Settings]:
    """Name the database: the one that is set, or the embedded one, started."""
    if settings.database_url:
        yield settings
        return
    with ExitStack() as stack:
        try:
            url = stack.enter_context(embedded(settings.data, watched=watched))
        except OSError as trouble:
            raise FolderUnusable(
                f"The data folder {settings.data} cannot be used ({trouble.strerror}: "
                f"{trouble.filename}): set KONCERN_DATA to one that you may write to."
            ) from trouble
        yield replace(settings, database_url=url)


def checked(kind: Any, about: str, value: Any) -> Any:
    """Return an argument as its kind, or say what is wrong with it."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as problem:
        reason, _, place = str(problem).partition(" - at `$.")
        reason = _FORMS[about] if "regex" in reason else _LENGTH.sub(_length, reason)
        what = place.strip("`").replace("_", " ") or about
        raise ArgumentInvalid(f"This {what} will not do: {reason}.") from None


def _length(found: re.Match[str]) -> str:
    most = "at least" if found[1] == ">" else "at most"
    return f"it takes {most} {found[2]} characters"


def act(verb: Verb[Result], app: UUID = EVERY_APP) -> Result:
    """Carry out one verb as the operator, on a migrated database."""
    with report_failures(), _at_database() as settings:
        return asyncio.run(_act(settings, verb, app))


def act_in(app: UUID, verb: Verb[Result]) -> Result:
    """Carry out one verb as the operator of an app that exists."""

    async def find_and_act(tx: Tx, actor: Actor) -> Result:
        await apps.find(tx, actor)
        return await verb(tx, actor)

    return act(find_and_act, app)


def migrate_database() -> list[str]:
    """Migrate the database; return the steps that this took."""
    with report_failures(), _at_database() as settings:
        return asyncio.run(migrate(settings.database_url))


@contextmanager
def _at_database() -> Iterator[Settings]:
    with (
        open_database(Settings.from_environment()) as settings,
        explain_unreachable(settings.database_url),
    ):
        yield settings


async def _act(settings: Settings, verb: Verb[Result], app: UUID) -> Result:
    await migrate(settings.database_url)
    database = Database(settings.database_url, settings)
    try:
        async with database.transaction(app, "shell") as tx:
            return await verb(tx, operator(app))
    finally:
        await database.close()


def show(rows: Sequence[Any], columns: list[str], *, as_json: bool) -> None:
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
    console.print(table, markup=False)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
