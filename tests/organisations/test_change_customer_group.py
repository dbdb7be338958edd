"""Changing and deleting a customer group."""

from koncern.base import Scope
from world import World, new_company

NEW = {
    "slug": "wholesale",
    "name": "Wholesale",
    "discount_percentage": 125,
    "discount_percentage_decimals": 1,
}
PATH = "/customer-groups/wholesale"


def test_a_new_name_and_slug_show_on_its_companies(world: World):
    machine = world.machine()
    group = machine.post("/customer-groups", json=NEW).json()
    made = machine.post(
        "/organisations", json=new_company(customer_groups=["wholesale"])
    )

    reply = machine.patch(PATH, json={"slug": "b2b", "name": "B2B"})

    assert (reply.status_code, reply.headers["etag"]) == (200, '"2"')
    read = machine.get(f"/organisations/{made.json()['company']['id']}")
    shown = {"id": group["id"], "name": "B2B", "slug": "b2b"}
    assert read.json()["company"]["customer_groups"] == [shown]
    assert read.headers["etag"] == '"2"'
    assert machine.get(PATH).status_code == 404
    assert machine.get("/customer-groups/b2b").json() == reply.json()
    assert world.history(group["id"])[-1] == "customer_group.changed"


def test_a_new_discount_touches_no_company(world: World):
    machine = world.machine()
    machine.post("/customer-groups", json=NEW)
    made = machine.post(
        "/organisations", json=new_company(customer_groups=["wholesale"])
    )

    reply = machine.patch(PATH, json={"discount_percentage": 150})

    assert reply.json()["discount_percentage"] == 150
    assert reply.json()["organisations_total"] == 1
    read = machine.get(f"/organisations/{made.json()['company']['id']}")
    assert read.headers["etag"] == '"1"'


def test_a_discount_is_exchanged_for_a_store_group(world: World):
    machine = world.machine()
    machine.post("/customer-groups", json=NEW)
    group = machine.post("/store-groups", json={"slug": "s", "name": "S"}).json()["id"]
    without = {"discount_percentage": None, "discount_percentage_decimals": None}

    both = machine.patch(PATH, json={"store_group_id": group})
    exchanged = machine.patch(PATH, json=without | {"store_group_id": group})

    assert both.status_code == 400
    assert [fault["pointer"] for fault in both.json()["errors"]] == ["/store_group_id"]
    assert exchanged.json()["type"] == "store_group"


def test_another_apps_store_group_is_none(world: World, other_world: World):
    theirs = other_world.machine().post(
        "/store-groups", json={"slug": "s", "name": "S"}
    )

    reply = world.machine().post(
        "/customer-groups",
        json={"slug": "s", "name": "S", "store_group_id": theirs.json()["id"]},
    )

    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/store_group_id"]


def test_a_slug_that_another_group_has_is_refused(world: World):
    machine = world.machine()
    machine.post("/customer-groups", json=NEW)
    machine.post("/customer-groups", json={"slug": "vip", "name": "VIP"})

    reply = machine.patch("/customer-groups/vip", json={"slug": "wholesale"})

    assert (reply.status_code, reply.json()["code"]) == (409, "CustomerGroupSlugTaken")
    assert machine.get("/customer-groups/vip").json()["name"] == "VIP"


def test_it_can_be_sent_back_as_it_was_read(world: World):
    machine = world.machine()
    made = machine.post("/customer-groups", json=NEW).json()

    reply = machine.patch(PATH, json=made)

    assert (reply.json(), reply.headers["etag"]) == (made, '"1"')


def test_only_the_version_that_was_read_is_changed_or_deleted(world: World):
    machine = world.machine()
    machine.post("/customer-groups", json=NEW)
    machine.patch(PATH, json={"name": "New"})
    stale = {"if-match": '"1"'}

    replies = [
        machine.patch(PATH, json={"name": "Newer"}, headers=stale),
        machine.delete(PATH, headers=stale),
        machine.delete(PATH, headers={"if-match": '"2"'}),
    ]

    assert [reply.status_code for reply in replies] == [412, 412, 204]


def test_deleted_it_lets_companies_and_users_go(world: World):
    machine, anna = world.machine(), world.person()
    group = machine.post("/customer-groups", json=NEW).json()
    made = machine.post(
        "/organisations", json=new_company(customer_groups=["wholesale"])
    )
    company = made.json()["company"]["id"]
    machine.post(f"{PATH}/users", json={"user_ids": [str(anna.id)]})

    reply = machine.delete(PATH)

    assert reply.status_code == 204
    read = machine.get(f"/organisations/{company}")
    assert read.json()["company"]["customer_groups"] == []
    assert world.history(company)[-1] == "customer_group.company_removed"
    assert world.history(group["id"])[-1] == "customer_group.deleted"
    assert machine.delete(PATH).status_code == 404


def test_strangers_cannot(world: World, other_world: World):
    world.machine().post("/customer-groups", json=NEW)
    strangers = (world.machine(Scope.WRITE), world.person(), other_world.machine())

    changed = [client.patch(PATH, json={"name": "X"}) for client in strangers]
    deleted = [client.delete(PATH) for client in strangers]

    assert [reply.status_code for reply in changed] == [403, 403, 404]
    assert [reply.status_code for reply in deleted] == [403, 403, 404]
    assert world.machine().get(PATH).json()["name"] == "Wholesale"
