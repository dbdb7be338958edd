"""Changing a store group, making one on the way, and deleting one."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from koncern.base import Scope
from world import World, new_company

MARKET = {"slug": "sweden", "name": "Sweden", "country_codes": ["SE"]}
NEW = {"slug": "nordics", "name": "Nordics", "markets": [MARKET]}
PATH = "/store-groups/nordics"


def test_what_changes_shows_on_its_companies(world: World):
    machine = world.machine()
    group = machine.post("/store-groups", json=NEW).json()
    made = machine.post("/organisations", json=new_company(store_groups=["nordics"]))

    reply = machine.patch(
        PATH, json={"slug": "north", "description": "Cold", "store_type": "b2b"}
    )

    after = reply.json()
    assert (reply.status_code, reply.headers["etag"]) == (200, '"2"')
    read = machine.get(f"/organisations/{made.json()['company']['id']}")
    shown = {name: value for name, value in after.items() if name != "markets"}
    assert read.json()["company"]["store_groups"] == [shown]
    assert (after["slug"], after["description"]) == ("north", "Cold")
    assert read.headers["etag"] == '"2"'
    assert machine.get("/store-groups/north").json() == after
    assert world.history(group["id"]) == ["store_group.created", "store_group.changed"]


def test_it_is_made_where_there_is_none(world: World):
    machine = world.machine()

    made = machine.patch(PATH, json=NEW | {"country_of_sale": "SE"})
    again = machine.patch(PATH, json=made.json())

    assert (made.status_code, made.headers["etag"]) == (200, '"1"')
    assert (again.json(), again.headers["etag"]) == (made.json(), '"1"')
    assert world.history(made.json()["id"]) == ["store_group.created"]


@pytest.mark.parametrize(
    ("patch", "place"),
    [
        ({}, "/name"),
        ({"name": "Nordics", "slug": "other"}, "/slug"),
        ({"name": "Nordics", "country_of_sale": "UK"}, "/country_of_sale"),
        ({"name": "Nordics", "markets": ["sweden"]}, "/markets/0"),
        ({"name": "Nordics", "channel": "x"}, "/channel"),
    ],
)
def test_one_that_cannot_be_is_not_made(
    world: World, patch: dict[str, object], place: str
):
    reply = world.machine().patch(PATH, json=patch)

    assert reply.status_code == 400, reply.text
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [place]
    assert world.machine().get(PATH).status_code == 404


def test_a_version_of_what_is_not_there_is_stale(world: World):
    reply = world.machine().patch(PATH, json=NEW, headers={"if-match": '"1"'})

    assert reply.status_code == 412


def test_a_market_that_is_known_stays_the_same_one(world: World):
    machine = world.machine()
    (sweden,) = machine.post("/store-groups", json=NEW).json()["markets"]
    finland = {"slug": "finland", "name": "Finland", "currency_code": "EUR"}

    grown = machine.patch(PATH, json={"markets": [finland, "sweden"]}).json()["markets"]
    renamed = machine.patch(PATH, json={"markets": [sweden | {"name": "Sverige"}]})

    assert [market["slug"] for market in grown] == ["finland", "sweden"]
    assert grown[1] == sweden
    (after,) = renamed.json()["markets"]
    assert (after["id"], after["created_at"]) == (sweden["id"], sweden["created_at"])
    assert after["name"] == "Sverige"
    assert after["updated_at"] > sweden["updated_at"]


def test_every_wrong_place_is_named(world: World):
    machine = world.machine()
    machine.post("/store-groups", json=NEW)

    reply = machine.patch(
        PATH, json={"country_of_sale": "XX", "markets": ["norway", "sweden", "sweden"]}
    )

    places = {fault["pointer"] for fault in reply.json()["errors"]}
    assert places == {"/country_of_sale", "/markets/0", "/markets/2"}


def test_a_slug_that_another_group_has_is_refused(world: World):
    machine = world.machine()
    machine.post("/store-groups", json=NEW)
    machine.post("/store-groups", json={"slug": "south", "name": "South"})

    reply = machine.patch("/store-groups/south", json={"slug": "nordics"})

    assert (reply.status_code, reply.json()["code"]) == (409, "StoreGroupSlugTaken")


def test_made_many_times_at_once_it_is_one(world: World):
    machine = world.machine()

    with ThreadPoolExecutor(4) as pool:
        replies = [
            *pool.map(
                lambda n: machine.patch(PATH, json={"name": f"Name {n}"}), range(8)
            )
        ]

    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.json()["id"] for reply in replies}) == 1
    history = world.history(replies[0].json()["id"])
    assert sorted(history) == ["store_group.changed"] * 7 + ["store_group.created"]


def test_deleted_it_leaves_its_companies(world: World):
    machine = world.machine()
    group = machine.post("/store-groups", json=NEW).json()
    made = machine.post("/organisations", json=new_company(store_groups=["nordics"]))
    company = made.json()["company"]["id"]

    stale = machine.delete(PATH, headers={"if-match": '"7"'})
    reply = machine.delete(PATH)

    assert (stale.status_code, reply.status_code) == (412, 204)
    read = machine.get(f"/organisations/{company}").json()["company"]
    assert read["store_groups"] == []
    assert world.history(company)[-1] == "store_group.company_removed"
    assert world.history(group["id"])[-1] == "store_group.deleted"
    assert machine.delete(PATH).status_code == 404


def test_it_stays_while_customer_groups_sell_by_it(world: World):
    machine = world.machine()
    group = machine.post("/store-groups", json=NEW).json()["id"]
    sold = {"slug": "vip", "name": "VIP", "store_group_id": group}
    machine.post("/customer-groups", json=sold)

    refused = machine.delete(PATH)
    machine.delete("/customer-groups/vip")
    reply = machine.delete(PATH)

    assert (refused.status_code, refused.json()["code"]) == (409, "StoreGroupInUse")
    assert refused.json()["about"] == {"customer_groups": ["vip"]}
    assert reply.status_code == 204


def test_strangers_cannot(world: World, other_world: World):
    world.machine().post("/store-groups", json=NEW)
    strangers = (world.machine(Scope.WRITE), world.person(), other_world.machine())

    changed = [client.patch(PATH, json={"description": "X"}) for client in strangers]
    deleted = [client.delete(PATH) for client in strangers]

    assert [reply.status_code for reply in changed] == [403, 403, 400]
    assert [reply.status_code for reply in deleted] == [403, 403, 404]
    assert world.machine().get(PATH).headers["etag"] == '"1"'
