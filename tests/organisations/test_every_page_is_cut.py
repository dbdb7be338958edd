"""Every list is cut to the bytes of a page, of both APIs, whatever its rows are."""

import asyncio
from typing import Any

import httpx
import pytest
from paged import PAGED, fill, path_of, rows_of

from koncern.api.http import Dispatcher
from koncern.base import Scope, pages
from koncern.billing.directory import printing
from koncern.db import Database
from koncern.profile.file_store import FileStore
from koncern.worker import ROUTES
from world import World


async def ask_all(world: World, facts: dict[str, str]) -> dict[str, tuple[int, Any]]:
    """Ask a dispatcher of this process for each list; return what each one answers."""
    settings = world.operator.settings
    database = Database(world.operator.database.url, settings)
    dispatcher = Dispatcher(ROUTES, settings, database, FileStore(settings))
    transport = httpx.ASGITransport(app=dispatcher)
    found: dict[str, tuple[int, Any]] = {}
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://koncern",
        auth=world.credential(Scope.READ),
    ) as client:
        for route in PAGED:
            measured.clear()
            reply = await client.get(path_of(route, facts), params={"limit": "100"})
            assert reply.status_code == 200, (route.name, reply.text[:400])
            found[route.name] = len(measured), reply.json()
    await database.close()
    return found


measured: list[int] = []


def test_every_list_of_both_apis_is_measured(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    facts = fill(world)
    count = pages.count_fitting

    def counted(sizes: Any, /) -> int:
        measured.append(len(sizes))
        return count(sizes)

    monkeypatch.setattr(pages, "PAGE_ROWS_BYTES", 1)
    monkeypatch.setattr(pages, "count_fitting", counted)
    monkeypatch.setattr(printing, "count_fitting", counted)

    found = asyncio.run(ask_all(world, facts))

    assert [*found] == [each.name for each in PAGED]
    for name, (times, body) in found.items():
        assert times, f"{name} does not measure its rows"
        assert len(rows_of(body)) == 1, name
        assert body["pagination"].get("after"), name
