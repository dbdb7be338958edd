"""Another app's things do not exist: every route is tried with another app's ids."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

import httpx
import of_billing
import pytest
from things import Things, make_things

from clients import Client
from house import hold
from koncern.api.http import Route
from koncern.search import terms
from koncern.worker import ROUTES
from world import (
    Operator,
    World,
    add_customer,
    add_organization,
    new_company,
    new_customer,
)

GUARDED = [route for route in ROUTES if not route.is_public]

TABLES = """
SELECT c.relname AS name FROM pg_class AS c
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'app_id'
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
 ORDER BY 1
"""


@pytest.fixture
def foreign(other_world: World) -> Things:
    """What belongs to another app."""
    return make_things(other_world)


@pytest.fixture
def untouched(foreign: Things, operator: Operator) -> Iterator[None]:
    """See to it that nothing of the other app is changed meanwhile."""
    catch_up = partial(terms.catch_up, waits=True)
    operator.act(UUID(foreign.app), lambda tx, _: catch_up(tx))
    before = _contents(operator, foreign)
    yield
    assert _contents(operator, foreign) == before


@pytest.mark.usefixtures("untouched")
def test_anothers_ids_are_not_there(world: World, foreign: Things) -> None:
    hold(
        "a path with another app's ids is 404",
        (
            offence
            for named in ("{id}", "{customer}")
            for offence in _offences(world, str(world.app), foreign, named, {404})
        ),
        "let the statement name the app: app_id = :app",
    )


@pytest.mark.usefixtures("untouched")
def test_anothers_app_is_shut(world: World, foreign: Things) -> None:
    hold(
        "a path under another app is 401 or 404",
        _offences(world, foreign.app, foreign, "{app_id}", {401, 404}),
        "the app in the path must be the actor's",
    )


@pytest.mark.usefixtures("untouched")
def test_what_a_body_refers_to_is_of_the_same_app(
    world: World, foreign: Things
) -> None:
    hold(
        "a body that refers to another app's things is refused",
        (
            f"{client.base_url}{path}: {reply.status_code} {reply.text}"
            for client, method, path, body in _references(world, foreign)
            if (reply := client.request(method, path, json=body)).status_code != 400
        ),
        "look up what is referred to by app_id and id",
    )


@pytest.mark.usefixtures("untouched")
def test_lists_show_ones_own(world: World, foreign: Things) -> None:
    own = make_things(world)
    hold(
        "no list shows another app's things",
        (
            f"{route.path} shows {id_}"
            for route in GUARDED
            if route.method == "GET" and "{id}" not in route.path
            for client in _clients(world, route)
            for text in [_list(client, route, own).text]
            for id_ in foreign.ids()
            if id_ in text
        ),
        "let the statement name the app: app_id = :app",
    )


def _offences(
    world: World, app: str, foreign: Things, named: str, expected: set[int]
) -> Iterator[str]:
    for route in GUARDED:
        if named in route.path:
            path = _path(route, app, foreign)
            for client in _clients(world, route):
                reply = client.request(route.method, path, json=route.example)
                yield from _unless(reply, expected)


def _unless(reply: httpx.Response, expected: set[int]) -> list[str]:
    told = f"{reply.request.method} {reply.request.url}: {reply.status_code}"
    return [] if reply.status_code in expected else [told]


def _clients(world: World, route: Route) -> list[Client]:
    """Return everybody of an app who could call a route, relative to the server."""
    machine = world.credential()
    people = [Client(base_url=world.url, auth=machine)]
    if route.dialect == "organisations":
        token = {"authorization": f"Bearer {world.person(_fresh_name(world)).token}"}
        people.append(Client(base_url=world.url, headers=token))
    world._clients.extend(people)
    return people


def _fresh_name(world: World) -> str:
    return f"anna{len(world._clients)}"


def _path(route: Route, app: str, things: Things) -> str:
    places = {
        "/customer-organizations/{id}": things.organization,
        "/customer-aliases/{id}": things.alias,
        "/tax-registrations/{id}": things.tax_registration,
        "/contacts/{id}": things.contact,
        "/for-merchant/{id}": things.app,
        "/scheduled-moves/{id}": things.scheduled_move,
    }
    named = (id_ for place, id_ in places.items() if place in route.path)
    ids = {"app_id": app, "id": next(named, things.owner), "customerId": things.member}
    ids |= {"file_id": things.file, "user_id": things.user}
    ids |= {"changeId": things.scheduled_change}
    ids |= dict.fromkeys(("address_id", "customer"), things.owner)
    ids |= dict.fromkeys(("key", "slug"), "theirs") | {"field": "price_list"}
    return route.path.format(**ids)


def _list(client: httpx.Client, route: Route, own: Things) -> httpx.Response:
    ids = {"app_id": own.app, "customer": own.owner}
    names = dict.fromkeys(("alias", "key", "slug"), "theirs")
    return client.get(route.path.format(**ids, **names))


def _references(
    world: World, foreign: Things
) -> Iterator[tuple[httpx.Client, str, str, dict[str, Any]]]:
    customers, machine = world.customers(), world.machine()
    own = add_customer(customers)
    made = add_organization(customers, own)
    at = f"/customer-organizations/{made}"
    yield from of_billing.references(world, made, foreign)
    both = {"ownerId": foreign.owner, "memberIds": [own]}
    yield customers, "POST", "/customer-organizations", both
    both = {"ownerId": own, "memberIds": [foreign.member]}
    yield customers, "POST", "/customer-organizations", both
    for method in ("POST", "PUT"):
        yield customers, method, f"{at}/members", {"customerIds": [foreign.member]}
    yield customers, "PUT", f"{at}/owner", {"ownerId": foreign.owner}
    under = new_customer(parentId=foreign.owner)
    yield customers, "POST", "/customers", under
    yield customers, "PUT", f"/customers/{own}", under
    new = {"customerId": foreign.owner, "value": "A-1"}
    yield customers, "POST", "/customer-aliases", new
    registered = {"taxIdentifier": "1", "country": "US", "state": "NY"}
    for owner in ({"customerId": foreign.owner}, {"merchantId": foreign.app}):
        yield customers, "POST", "/tax-registrations", registered | owner
    add_user = {"level": "default", "user_id": foreign.user}
    yield machine, "POST", f"/organisations/{own}/users", add_user
    yield machine, "PUT", f"/organisations/{own}/parent", {"parent_id": foreign.owner}
    yield from _references_of_labels(world, foreign)
    for client in (machine, world.person().client):
        for reference in (
            {"parent_id": foreign.owner},
            {"tags": [foreign.tag]},
            {"role": foreign.role},
        ):
            yield client, "POST", "/organisations", new_company(**reference)


def _references_of_labels(
    world: World, foreign: Things
) -> Iterator[tuple[httpx.Client, str, str, dict[str, Any]]]:
    machine = world.machine()
    machine.post("/customer-groups", json={"slug": "own", "name": "Own"})
    for kind in ("organisation", "user"):
        ids = {f"{kind}_ids": [foreign.owner]}
        yield machine, "POST", f"/customer-groups/own/{kind}s", ids
    group = {"slug": "new", "name": "New", "store_group_id": foreign.tag}
    yield machine, "POST", "/customer-groups", group
    attribute = {"key": "a", "template_key": "theirs", "values": {}}
    yield machine, "POST", "/organisations", new_company(attributes=[attribute])


def _contents(operator: Operator, things: Things) -> dict[str, Any]:
    """Return what every table holds of an app, in short."""
    return {
        table["name"]: operator.query(
            f"""SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text))
                  FROM "{table["name"]}" AS t WHERE app_id = $1::text::uuid""",
            things.app,
        )
        for table in operator.query(TABLES)
    }
