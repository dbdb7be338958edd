"""What is read as of a time changes at the very instant of the change, in every route.

A company is moved, which changes all that can be read of it and of those above it; each
route that takes a time reads as before one microsecond earlier, and as today at the instant.
"""

import re
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from paying import arrange
from settings import declare, put

from clients import Client
from koncern.api.http import Route
from koncern.worker import ROUTES
from trees import add_company, put_parent
from world import World, add_customer, add_organization

JUST_BEFORE = timedelta(microseconds=1)
TIMES = ("as_of", "at", "asOf")
OF_THE_NEW_PARENT = ("/children", "/descendants", "/tree", "/roll-up")
"""What tells of the companies below one; the other routes tell of what is above."""


def time_of(route: Route) -> str:
    """Return what a route calls the time that it reads; empty if it reads today only."""
    fields = msgspec.structs.fields(route.query) if route.query else ()
    return next((each.encode_name for each in fields if each.encode_name in TIMES), "")


DATED = [each for each in ROUTES if time_of(each)]
OF_COMPANIES = [each for each in DATED if each.dialect == "organisations"]
OF_ORGANIZATIONS = [each for each in DATED if each.dialect == "customers"]


def read(client: Client, route: Route, ids: dict[str, str], at: datetime | None) -> Any:
    """Return what a route shows, without the time that it was asked for."""
    path = re.sub("^/api(/v1/{app_id})?", "", route.path).format(**ids)
    asked = {} if at is None else {time_of(route): at.isoformat()}
    reply = client.get(path, params=asked)
    if reply.status_code == 404:
        return None
    assert reply.status_code == 200, reply.text
    found = reply.json()
    return {key: value for key, value in found.items() if key not in TIMES}


def changes_at(
    client: Client, route: Route, ids: dict[str, str], before: Any, at: datetime
) -> None:
    """Hold that a route shows something else since an instant."""
    today = read(client, route, ids, None)
    assert today != before
    assert read(client, route, ids, at) == today
    assert read(client, route, ids, at - JUST_BEFORE) == before


@pytest.mark.parametrize("route", OF_COMPANIES, ids=lambda each: each.name)
def test_a_move_shows_since_its_instant(world: World, route: Route):
    machine = world.machine()
    declare(machine, "price_list")
    old, new = add_company(machine, "Old"), add_company(machine, "New")
    put(machine, new, "price_list", "of the new one").raise_for_status()
    company = add_company(machine, "Company", old)
    add_company(machine, "Sister", new)
    arrange(machine, company, "parent")
    of_new = route.path.endswith(OF_THE_NEW_PARENT)
    ids = {"id": new if of_new else company, "field": "price_list"}
    before = read(machine, route, ids, None)

    put_parent(machine, company, new).raise_for_status()

    (row,) = world.operator.query(
        "SELECT lower(valid) AS at FROM placement WHERE app_id = $1 AND parent = $2 "
        "AND company = $3 AND upper(valid) IS NULL",
        world.app,
        new,
        company,
    )
    changes_at(machine, route, ids, before, row["at"])


@pytest.mark.parametrize("route", OF_ORGANIZATIONS, ids=lambda each: each.name)
@pytest.mark.parametrize("change", ["join", "leave", "make", "delete"])
def test_members_show_since_their_instant(world: World, route: Route, change: str):
    billing = world.customers()
    owner, member = add_customer(billing, "Owner"), add_customer(billing, "Member")
    there = [member] if change == "leave" else []
    made = add_organization(billing, owner, *there)
    path, ids = f"/customer-organizations/{made}", {"id": made}
    before = read(billing, route, ids, None)
    if change == "join":
        billing.post(f"{path}/members", json={"customerIds": [member]})
    elif change == "leave":
        billing.delete(f"{path}/members/{member}").raise_for_status()
    elif change == "delete":
        billing.delete(path).raise_for_status()
    else:
        before = read(billing, route, ids, datetime.fromisoformat("2001-01-01T00:00Z"))

    changes_at(billing, route, ids, before, instant(world, change))


INSTANTS = {
    "join": "SELECT max(added_at) AS at FROM customer_organization_member",
    "leave": "SELECT max(upper(valid)) AS at FROM customer_organization_member_time",
    "make": "SELECT max(created_at) AS at FROM customer_organization",
    "delete": "SELECT max(upper(valid)) AS at FROM customer_organization_owner_time",
}
"""Where the database keeps the time of a change."""


def instant(world: World, change: str) -> datetime:
    sql = f"{INSTANTS[change]} WHERE app_id = $1"
    at: datetime = world.operator.query(sql, world.app)[0]["at"]
    return at


SHAPES = [{"sort": "relevance", "text": "Company"}] + [
    {"sort": sort, "order": order} | more
    for sort in ("created", "updated", "name")
    for order in ("asc", "desc")
    for more in ({}, {"tag": "gold"}, {"text": "Company"})
]
"""Ways to ask for a list: each reads companies by an index of its own."""


@pytest.mark.parametrize("shape", SHAPES, ids=lambda each: "-".join(each.values()))
def test_a_list_begins_and_ends_at_instants(world: World, shape: dict[str, str]):
    machine = world.machine()
    machine.post("/tags", json={"key": "gold", "name": "Gold"}).raise_for_status()
    made = []
    for number in range(3):
        body = {"name": f"Company {number}", "tags": ["gold"]}
        reply = machine.post("/organisations", json=body)
        made.append(f"/organisations/{reply.json()['company']['id']}")
    for path in made:
        machine.patch(path, json={"comment": "changed"}).raise_for_status()
    times = world.operator.query(
        "SELECT name, created_at AS created, updated_at AS updated FROM company "
        "WHERE app_id = $1",
        world.app,
    )

    for which in ("created", "updated"):
        edge = sorted(each[which] for each in times)[1]
        for at in (edge - JUST_BEFORE, edge, edge + JUST_BEFORE):
            since = {each["name"] for each in times if each[which] >= at}
            until = {each["name"] for each in times if each[which] < at}
            for bound, expected in (("from", since), ("to", until)):
                asked = shape | {f"{which}_{bound}": at.isoformat()}
                reply = machine.get("/organisations", params=asked)
                assert reply.status_code == 200, reply.text
                found = {each["name"] for each in reply.json()["companies"]}
                assert found == expected, asked
