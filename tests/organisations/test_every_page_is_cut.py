"""Every list is cut to the bytes of a page, of both APIs, whatever its rows are."""

import asyncio
from typing import Any

import httpx
import pytest

from koncern.api.http import Dispatcher, Route
from koncern.base import Scope, pages
from koncern.billing.directory import printing
from koncern.db import Database
from koncern.profile.file_store import FileStore
from koncern.worker import ROUTES
from world import World, add_customer, add_file, add_organization, new_company

PAGED = [each for each in ROUTES if each.is_paged]

MAY_BE_SHORT = {
    "customers.aliases.list_all",
    "customers.member_times.history",
    "customers.scheduled_members.list_of_organization",
    "customers.tax_registrations.list_all",
    "customers.tax_registrations.list_of_customer",
    "customers.tax_registrations.list_of_merchant",
    "organisations.customer_group_members.list_users",
    "organisations.moves.list_all",
    "organisations.payers.roll_up",
    "organisations.restrictions.list_of_user",
}
"""Lists of which the test makes too few rows to see more than that they are measured."""


def place_user(machine: Any, company: str, user: Any) -> None:
    """Make a user an admin of a company."""
    place = {"user_id": str(user), "level": "admin"}
    made = machine.post(f"/organisations/{company}/users", json=place)
    assert made.status_code < 300, made.text


def fill(world: World) -> dict[str, str]:
    """Make three of most things; return what stands for each name in a path."""
    machine, billing = world.machine(), world.customers()
    companies: list[str] = []
    for n in range(3):
        for path, name in (
            ("/hierarchies", "slug"),
            ("/roles", "slug"),
            ("/customer-groups", "slug"),
            ("/store-groups", "slug"),
            ("/tags", "key"),
            ("/attributes", "key"),
        ):
            made = machine.post(path, json={name: f"s-{n}", "name": f"N{n}"})
            assert made.status_code < 300, (path, made.text)
    for n in range(6):
        parent = {"parent_id": companies[0]} if companies else {}
        body = new_company(f"C{n}", status="pending" if n > 3 else "active")
        if n <= 3:
            body |= parent | {"customer_groups": [{"slug": "s-0"}]}
        made = machine.post("/organisations", json=body)
        assert made.status_code == 200, made.text
        companies.append(made.json()["company"]["id"])
    for name in ("anna", "ben", "charlie"):
        each = world.person(name)
        place_user(machine, companies[0], each.id)
        add_file(machine, companies[0], f"{each.id}.pdf")
    members = [add_customer(billing, f"M{n}") for n in range(3)]
    owner = add_customer(billing, "O")
    organizations = [add_organization(billing, owner, *members) for _ in range(3)]
    return {
        "app_id": str(world.app),
        "slug": "s-0",
        "organisations": companies[0],
        "siblings": companies[1],
        "users": str(each.id),
        "customer-organizations": organizations[0],
        "for-customer": owner,
        "for-merchant": str(world.app),
    }


def path_of(route: Route, facts: dict[str, str]) -> str:
    """Return the path of a list of something that is there."""
    path = route.path
    for name in ("app_id", "slug"):
        path = path.replace(f"{{{name}}}", facts[name])
    before = path.partition("/{id}")[0].rpartition("/")[2]
    named = before if "/siblings" not in path else "siblings"
    return path.replace("{id}", facts.get(named, ""))


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
        (rows,) = [each for each in body.values() if isinstance(each, list)]
        assert len(rows) <= 1, name
        if name not in MAY_BE_SHORT:
            assert len(rows) == 1, name
            assert body["pagination"].get("after"), name
