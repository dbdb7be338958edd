"""Every event of a change tells what was read before it, and what is read then.

What is asked for comes from the routes of both APIs: whatever can be read at a path, and
changed, deleted or made there. A new route, and a new type of event, need their line.
"""

import json
import re
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

import pytest
from event_types import CHANGES, DOCUMENTS, NAMES, NOT_YET, written_types
from recorded import COMPANY, THINGS, Cast, whole

from koncern.api.http import Route
from koncern.worker import ROUTES
from world import World

READ = {each.path for each in ROUTES if each.method == "GET"}
CHANGING = [
    each
    for each in ROUTES
    if each.method in {"PATCH", "PUT", "DELETE"} and each.path in READ
]
ITEMS = {path.rpartition("/{")[0]: path for path in sorted(READ) if path.endswith("}")}
MAKING = [each for each in ROUTES if each.method == "POST" and each.path in ITEMS]

Seen = dict[str, Any]
"""What was read: the thing itself, and beside it what another type of event is about."""

CALLED = {"company": "customer_id", "customer_organization": "customer_organization_id"}
"""What a field of an event is called where it is read, if that is something else."""

BESIDE = {
    "app_id",
    "merchant_users_total",
    "organisations_total",
    "restricted_to",
    "sequence_account_id",
    "updated_at",
    "version",
}
"""What an event need not tell: whose it is, how often and when it changed last, and what
others have to do with it: that has events of its own."""

LATER = {"customer_organization.created": {"members"}}
"""What of a thing is told by the next event of the same request."""


def test_each_type_of_event_has_its_line():
    lines = {*DOCUMENTS, *CHANGES, *NAMES, *NOT_YET}
    written = written_types()

    assert [
        each for each in written if not any(fnmatchcase(n, each) for n in lines)
    ] == []
    assert [n for n in lines if not any(fnmatchcase(n, each) for each in written)] == []
    assert len(lines) == sum(map(len, (DOCUMENTS, CHANGES, NAMES, NOT_YET)))


def test_each_path_has_its_thing():
    named = {each.path for each in CHANGING} | {ITEMS[each.path] for each in MAKING}

    assert named == THINGS.keys()


@pytest.mark.parametrize("route", CHANGING, ids=lambda each: each.name)
def test_a_change_tells_what_was_read_before_and_after(world: World, route: Route):
    cast, thing = Cast(world), THINGS[route.path]
    names = thing.make(cast) | {"app_id": str(world.app)}
    was = read(cast, route.path, names)

    body = None if route.method == "DELETE" else thing.body(names)
    asked = {"json": body} if body is not None else {}
    path = route.path.format_map(names)
    reply = cast.client_for(path).request(route.method, world.url + path, **asked)

    assert reply.status_code < 300, reply.text
    events = events_of(world, cast.asked[-1][2])
    is_ = read(cast, route.path, names)
    assert events != []
    assert [fault for each in events for fault in faults(each, was, is_)] == []


@pytest.mark.parametrize("route", MAKING, ids=lambda each: each.name)
def test_what_is_made_is_told_as_it_is_read(world: World, route: Route):
    cast, item = Cast(world), ITEMS[route.path]
    names = THINGS[item].make(cast) | {"app_id": str(world.app)}
    path = route.path.format_map(names)
    made = [id_ for method, at, id_ in cast.asked if (method, at) == ("POST", path)]

    events = [each for each in events_of(world, made[-1]) if each["type"] in DOCUMENTS]
    is_ = read(cast, item, names)
    assert events != []
    assert [fault for each in events for fault in faults(each, {}, is_)] == []


def test_a_change_of_members_tells_who_came_and_who_went(world: World):
    cast = Cast(world)
    path = "/api/customer-organizations/{id}/members"
    names = THINGS[path].make(cast)
    body = {"customerIds": [names["stays"], names["comes"]]}
    cast.billing.put(f"/customer-organizations/{names['id']}/members", json=body)

    (event,) = events_of(world, cast.asked[-1][2])

    assert event["after"] == {"added": [names["comes"]], "removed": [names["goes"]]}


def test_a_change_of_a_person_names_its_fields_alone(world: World):
    cast = Cast(world)
    cast.user.patch("/auth/me", json={"first_name": "Anna"}).raise_for_status()

    (event,) = events_of(world, cast.asked[-1][2])

    assert (event["before"], event["after"]) == (None, {"fields": ["first_name"]})


def test_companies_put_away_and_taken_back_tell_since_when(world: World):
    cast = Cast(world)
    top = cast.company()
    below = cast.company(parent_id=top)
    path = f"/organisations/{top}"

    cast.machine.delete(path, params={"children": "archive"}).raise_for_status()

    archived = events_of(world, cast.asked[-1][2])
    at = whole(cast.machine.get(f"/organisations/{below}").json())["archived_at"]
    assert [each["type"] for each in archived] == ["company.archived"] * 2
    for each in archived:
        assert each["before"] == {"archived_at": None}
        assert plain(each["after"]) == plain({"archived_at": at})
    cast.machine.post(f"{path}/restore").raise_for_status()
    (restored,) = events_of(world, cast.asked[-1][2])
    assert plain(restored["before"]) == plain({"archived_at": at})
    assert restored["after"] == {"archived_at": None}


def read(cast: Cast, path: str, names: dict[str, str]) -> Seen:
    """Read what the record tells of what is at a path, and of the company it is of."""
    thing = THINGS[path]
    where = thing.read or path
    seen = {"": thing.told(ask(cast, where.format_map(names)))}
    if where.startswith(COMPANY):
        seen["company.changed"] = whole(ask(cast, COMPANY.format_map(names)))
    found: Seen = plain(seen)
    return found


def ask(cast: Cast, path: str) -> Any:
    """Return what is at a path; None if it is not there."""
    reply = cast.client_for(path).get(cast.world.url + path)
    assert reply.status_code in {200, 404}, reply.text
    return reply.json() if reply.status_code == 200 else None


def events_of(world: World, request_id: str) -> list[dict[str, Any]]:
    """Return what happened through a request, oldest first."""
    rows = world.operator.query(
        "SELECT type, before, after FROM event "
        "WHERE app_id = $1 AND request_id = $2 ORDER BY seq",
        world.app,
        request_id,
    )
    return [
        {"type": row["type"]}
        | {n: row[n] and json.loads(row[n]) for n in ("before", "after")}
        for row in rows
    ]


def faults(event: dict[str, Any], before: Seen, after: Seen) -> list[str]:
    """List what an event does not tell as it was read, where it is to tell it."""
    type_ = event["type"]
    if type_ in NAMES or type_ in NOT_YET:
        return []
    assert type_ in DOCUMENTS | CHANGES, type_
    of = type_ if type_ in before | after else ""
    was, is_ = before.get(of), after.get(of)
    fields = {*(was or {}), *(is_ or {})} - BESIDE - LATER.get(type_, set())
    if was is None and event["before"] is not None:
        return [f"{type_} before: {event['before']!r}, and nothing was read"]
    if type_ in CHANGES:
        fields = {n for n in fields if (was or {}).get(n) != (is_ or {}).get(n)}
    return [
        f"{type_} {when} {name}: {told.get(name)!r}, read: {seen.get(name)!r}"
        for when, seen in (("before", was), ("after", is_))
        if seen is not None
        for told in [renamed(plain(event[when]) or {})]
        for name in sorted(fields) or ["nothing"]
        if event[when] is None or told.get(name) != seen.get(name)
    ]


def renamed(told: dict[str, Any]) -> dict[str, Any]:
    """Return what an event tells, by the names by which it is read."""
    return told | {CALLED[name]: told[name] for name in CALLED.keys() & told.keys()}


def plain(value: Any) -> Any:
    """Return a value in the one way in which the record and both dialects agree."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        kept = {n: each for n, each in value.items() if each not in (None, "")}
        return {snake(name): plain(each) for name, each in kept.items()}
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return datetime.fromisoformat(value)
    return value


def snake(name: str) -> str:
    """Write a name of the Customers API as the record does."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
