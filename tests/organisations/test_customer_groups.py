"""Making and listing customer groups."""

import pytest

from koncern.base import Scope
from world import World

NEW = {"slug": "wholesale", "name": "Wholesale"}


def test_it_is_made_and_listed(world: World):
    machine = world.machine()

    made = machine.post("/customer-groups", json=NEW)

    assert made.status_code == 201
    body = made.json()
    assert {name: body[name] for name in NEW} == NEW
    assert set(body) - set(NEW) == {"created_at", "id", "updated_at"}
    listed = world.machine(Scope.READ).get("/customer-groups").json()
    assert listed == {"customer_groups": [body], "pagination": {}}


def test_it_is_on_the_record(world: World):
    made = world.machine().post("/customer-groups", json=NEW).json()

    assert world.history(made["id"]) == ["customer_group.created"]


def test_the_same_slug_again_is_refused(world: World, other_world: World):
    machine = world.machine()
    machine.post("/customer-groups", json=NEW)

    again = machine.post("/customer-groups", json=NEW | {"name": "Other"})
    elsewhere = other_world.machine().post("/customer-groups", json=NEW)

    assert again.status_code == 409
    assert again.json()["code"] == "CustomerGroupSlugTaken"
    assert elsewhere.status_code == 201
    assert len(machine.get("/customer-groups").json()["customer_groups"]) == 1


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_making_one_needs_the_admin_scope(world: World, scope: Scope):
    reply = world.machine(scope).post("/customer-groups", json=NEW)

    assert reply.status_code == 403
    assert reply.json()["code"] == "ScopeLacking"


def test_users_neither_make_nor_list_them(world: World):
    anna = world.person()

    replies = [anna.post("/customer-groups", json=NEW), anna.get("/customer-groups")]

    assert [reply.status_code for reply in replies] == [403, 403]
    assert replies[0].json()["code"] == "CredentialNeeded"


@pytest.mark.parametrize(
    "text", ["", "Gold", "a b", "-a", "a-", "a/b", "ä", "a" * 64, "a\n", None, 5]
)
def test_a_slug_must_have_its_form(world: World, text: object):
    reply = world.machine().post("/customer-groups", json=NEW | {"slug": text})

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/slug"]


def test_a_name_that_is_blank_is_refused(world: World):
    reply = world.machine().post("/customer-groups", json=NEW | {"name": "  "})

    assert reply.status_code == 400


def test_pages_lead_through_all_of_them(world: World):
    machine = world.machine()
    for number in range(3):
        machine.post("/customer-groups", json=NEW | {"slug": f"n{number}"})

    first = machine.get("/customer-groups?limit=2")
    rest = machine.get(world.url + first.links["next"]["url"])

    listed = [*first.json()["customer_groups"], *rest.json()["customer_groups"]]
    assert [each["slug"] for each in listed] == ["n0", "n1", "n2"]
