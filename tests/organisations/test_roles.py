"""Making and listing roles."""

import pytest

from koncern.base import Scope
from world import World

NEW = {"slug": "buyer", "name": "Buyer", "permissions": ["order:place", "order:*"]}


def test_it_is_made_and_listed(world: World):
    machine = world.machine()

    made = machine.post("/roles", json=NEW)

    assert made.status_code == 201
    body = made.json()
    assert {name: body[name] for name in NEW} == NEW
    assert made.headers["etag"] == '"1"'
    assert world.machine(Scope.READ).get("/roles/buyer").json() == body
    assert set(body) - set(NEW) == {"created_at", "id", "updated_at"}
    listed = world.machine(Scope.READ).get("/roles").json()
    assert listed == {"roles": [body], "pagination": {}}


def test_it_is_on_the_record(world: World):
    made = world.machine().post("/roles", json=NEW).json()

    assert world.history(made["id"]) == ["role.created"]


def test_the_same_slug_again_is_refused(world: World, other_world: World):
    machine = world.machine()
    machine.post("/roles", json=NEW)

    again = machine.post("/roles", json=NEW | {"name": "Other"})
    elsewhere = other_world.machine().post("/roles", json=NEW)

    assert again.status_code == 409
    assert again.json()["code"] == "RoleSlugTaken"
    assert elsewhere.status_code == 201
    assert len(machine.get("/roles").json()["roles"]) == 1


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_making_one_needs_the_admin_scope(world: World, scope: Scope):
    reply = world.machine(scope).post("/roles", json=NEW)

    assert reply.status_code == 403
    assert reply.json()["code"] == "ScopeLacking"


def test_users_neither_make_nor_list_them(world: World):
    anna = world.person()

    replies = [anna.post("/roles", json=NEW), anna.get("/roles")]

    assert [reply.status_code for reply in replies] == [403, 403]
    assert replies[0].json()["code"] == "CredentialNeeded"


@pytest.mark.parametrize(
    "text", ["", "Gold", "a b", "-a", "a-", "a/b", "ä", "a" * 64, "a\n", None, 5]
)
def test_a_slug_must_have_its_form(world: World, text: object):
    reply = world.machine().post("/roles", json=NEW | {"slug": text})

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/slug"]


def test_a_name_that_is_blank_is_refused(world: World):
    reply = world.machine().post("/roles", json=NEW | {"name": "  "})

    assert reply.status_code == 400


def test_pages_lead_through_all_of_them(world: World):
    machine = world.machine()
    for number in range(3):
        machine.post("/roles", json=NEW | {"slug": f"n{number}"})

    first = machine.get("/roles?limit=2")
    rest = machine.get(world.url + first.links["next"]["url"])

    listed = [*first.json()["roles"], *rest.json()["roles"]]
    assert [each["slug"] for each in listed] == ["n0", "n1", "n2"]


@pytest.mark.parametrize("permission", ["place", "order:", "Order:place", "a:b:c"])
def test_a_permission_must_have_its_form(world: World, permission: str):
    reply = world.machine().post("/roles", json=NEW | {"permissions": [permission]})

    assert reply.status_code == 400
    (fault,) = reply.json()["errors"]
    assert fault["pointer"] == "/permissions/0"
    assert fault["detail"].startswith("must be a right as thing:deed")
