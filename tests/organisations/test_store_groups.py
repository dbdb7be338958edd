"""Making, reading and listing store groups, with their markets."""

import pytest

from koncern.base import Scope
from world import World

NEW = {
    "slug": "nordics",
    "name": "Nordics",
    "description": "The north",
    "country_of_sale": "SE",
    "store_type": "b2b",
}


def test_it_is_made_and_listed(world: World):
    machine = world.machine()

    made = machine.post("/store-groups", json=NEW)

    assert made.status_code == 201
    body = made.json()
    assert {name: body[name] for name in NEW} == NEW
    assert set(body) - set(NEW) == {"created_at", "id", "markets", "updated_at"}
    assert made.headers["etag"] == '"1"'
    read = world.machine(Scope.READ).get("/store-groups/nordics")
    assert (read.json(), read.headers["etag"]) == (body, '"1"')
    listed = world.machine(Scope.READ).get("/store-groups").json()
    assert listed == {"store_groups": [body], "pagination": {}}


def test_it_is_on_the_record(world: World):
    made = world.machine().post("/store-groups", json=NEW).json()

    assert world.history(made["id"]) == ["store_group.created"]


def test_the_same_slug_again_is_refused(world: World, other_world: World):
    machine = world.machine()
    machine.post("/store-groups", json=NEW)

    again = machine.post("/store-groups", json=NEW | {"name": "Other"})
    elsewhere = other_world.machine().post("/store-groups", json=NEW)

    assert again.status_code == 409
    assert again.json()["code"] == "StoreGroupSlugTaken"
    assert elsewhere.status_code == 201
    assert len(machine.get("/store-groups").json()["store_groups"]) == 1


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_making_one_needs_the_admin_scope(world: World, scope: Scope):
    reply = world.machine(scope).post("/store-groups", json=NEW)

    assert reply.status_code == 403
    assert reply.json()["code"] == "ScopeLacking"


def test_users_neither_make_nor_list_them(world: World):
    anna = world.person()

    replies = [anna.post("/store-groups", json=NEW), anna.get("/store-groups")]

    assert [reply.status_code for reply in replies] == [403, 403]
    assert replies[0].json()["code"] == "CredentialNeeded"


@pytest.mark.parametrize(
    "text", ["", "Gold", "a b", "-a", "a-", "a/b", "ä", "a" * 64, "a\n", None, 5]
)
def test_a_slug_must_have_its_form(world: World, text: object):
    reply = world.machine().post("/store-groups", json=NEW | {"slug": text})

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/slug"]


def test_a_name_that_is_blank_is_refused(world: World):
    reply = world.machine().post("/store-groups", json=NEW | {"name": "  "})

    assert reply.status_code == 400


def test_pages_lead_through_all_of_them(world: World):
    machine = world.machine()
    for number in range(3):
        machine.post("/store-groups", json=NEW | {"slug": f"n{number}"})

    first = machine.get("/store-groups?limit=2")
    rest = machine.get(world.url + first.links["next"]["url"])

    listed = [*first.json()["store_groups"], *rest.json()["store_groups"]]
    assert [each["slug"] for each in listed] == ["n0", "n1", "n2"]


@pytest.mark.parametrize(
    ("field", "text"),
    [("country_of_sale", "UK"), ("country_of_sale", "se"), ("store_type", "b2x")],
)
def test_a_closed_set_is_kept_to(world: World, field: str, text: str):
    reply = world.machine().post("/store-groups", json=NEW | {field: text})

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [f"/{field}"]


MARKET = {
    "slug": "sweden",
    "name": "Sweden",
    "active": True,
    "country_codes": ["SE"],
    "currency_code": "SEK",
    "locale": "sv-SE",
    "is_tax_exemption_eligible": True,
    "is_tax_included_in_price": False,
}


def test_its_markets_come_along(world: World):
    made = world.machine().post("/store-groups", json=NEW | {"markets": [MARKET]})

    (market,) = made.json()["markets"]
    assert {name: market[name] for name in MARKET} == MARKET
    assert set(market) - set(MARKET) == {"created_at", "id", "updated_at"}


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("currency_code", "SEL", ""),
        ("currency_code", "sek", ""),
        ("locale", "sv_SE", ""),
        ("locale", "qq-SE", ""),
        ("country_codes", ["SE", "UK"], "/1"),
        ("name", " ", ""),
        ("slug", "A b", ""),
    ],
)
def test_a_market_that_cannot_be_is_refused(
    world: World, field: str, value: object, place: str
):
    markets = [MARKET, MARKET | {"slug": "other", field: value}]

    reply = world.machine().post("/store-groups", json=NEW | {"markets": markets})

    assert reply.status_code == 400
    pointers = [fault["pointer"] for fault in reply.json()["errors"]]
    assert pointers == [f"/markets/1/{field}{place}"]


def test_two_markets_of_one_slug_are_refused(world: World):
    reply = world.machine().post(
        "/store-groups", json=NEW | {"markets": [MARKET, MARKET]}
    )

    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/markets/1"]


def test_an_unknown_one_is_not_there(world: World):
    reply = world.machine().get("/store-groups/nordics")

    assert (reply.status_code, reply.json()["code"]) == (404, "StoreGroupUnknown")
