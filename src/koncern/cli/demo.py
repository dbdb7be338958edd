"""The demo: an app with people and well-known companies, to try things on.

It is made in one transaction, and `demo.json` is written just before the commit. A
process that dies earlier leaves no app, and a file that names none; one that dies
later leaves both. So whatever a start finds, it can trust or make anew.
"""

import fcntl
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from koncern import apps
from koncern.access import CredentialRefused, create_credential, recognise_credential
from koncern.apps import AppUnknown
from koncern.base import Actor, Scope, Settings, operator
from koncern.cli.demo_data import Demo, add_demo_data
from koncern.cli.ports import base_url
from koncern.cli.shell import console
from koncern.db import Database, Tx

Result = TypeVar("Result")

AGE = timedelta(days=30)
"""The demo's companies came a month ago: so there is a past to look at."""


async def make_demo(settings: Settings) -> None:
    """Make the demo where there is none, and tell how to use it."""
    path = settings.data / "demo.json"
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url, settings)
    try:
        with (settings.data / "demo.turn").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            demo, news = await _find_or_make(database, path, settings)
    finally:
        await database.close()
    _print_news(demo, path, news)


async def _find_or_make(
    database: Database, path: Path, settings: Settings
) -> tuple[Demo, str]:
    url = base_url(settings.host, settings.port)
    known = _read(path)
    if known is not None:
        known.base_url = url
        try:
            news = await _act(database, known.app_id, _renewing_credential(known))
        except AppUnknown:
            known = None
        else:
            _write(path, known)
            return known, news

    async def make(tx: Tx, actor: Actor) -> tuple[Demo, str]:
        slug = await _free_slug(tx, actor)
        tx.now -= AGE
        demo = await add_demo_data(tx, actor, slug)
        demo.base_url = url
        _write(path, demo)
        return demo, _news_of(slug)

    return await _act(database, uuid7(), make)


async def _act(
    database: Database, app: UUID, verb: Callable[[Tx, Actor], Awaitable[Result]]
) -> Result:
    async with database.transaction(app, "demo") as tx:
        return await verb(tx, operator(app))


def _renewing_credential(demo: Demo) -> Callable[[Tx, Actor], Awaitable[str]]:
    """Return a verb that finds the demo's app, and mends its credential."""

    async def renew(tx: Tx, actor: Actor) -> str:
        await apps.find(tx, actor)
        try:
            await recognise_credential(tx, demo.client_id, demo.client_secret)
        except CredentialRefused:
            made, secret = await create_credential(
                tx, actor, name="demo", scope=Scope.ADMIN
            )
            demo.client_id, demo.client_secret = made.client_id, secret
            return "Its credential had been revoked; demo.json holds a new one."
        return ""

    return renew


async def _free_slug(tx: Tx, actor: Actor) -> str:
    taken = {app.slug for app in await apps.list_all(tx, actor)}
    names = ("demo" if n == 1 else f"demo-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _news_of(slug: str) -> str:
    if slug == "demo":
        return ""
    return (
        "The secrets of an earlier demo are not in demo.json any more, and nobody can "
        f"read them back: so this is a fresh one, {slug}. The earlier one is untouched."
    )


def _read(path: Path) -> Demo | None:
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(path.read_bytes(), type=Demo)
    return None


def _write(path: Path, demo: Demo) -> None:
    """Write the file whole or not at all, for its owner's eyes, and onto the disk."""
    new = path.with_name("demo.json.new")
    new.unlink(missing_ok=True)
    opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(demo)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _print_news(demo: Demo, path: Path, news: str) -> None:
    """Say where things are; the secrets stay in the file."""
    url = demo.base_url
    login = f"{url}/api/v1/{demo.app_id}/auth/login"
    lines = [
        f"The demo is ready. {news}".rstrip(),
        f"  API pages  {url}/docs",
        f"  secrets    {path}: app, credential, users with passwords",
        f"  machines   {url}/api/customers, HTTP Basic: client_id, client_secret",
        f"  people     {login}, as {demo.users[0].email}",
        "  trouble    koncern doctor tells what is wrong",
    ]
    console.print("\n".join(lines), markup=False, soft_wrap=True)
    sys.stdout.flush()
