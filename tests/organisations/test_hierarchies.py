"""Hierarchies: declared besides the main one, changed, put out of use, and deleted."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from clients import Client
from koncern.base import Scope
from trees import add_company, code, declare, in_time, put_parent
from world import World


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


def slugs(client: Client, **asked: str) -> list[str]:
    listed = client.get("/hierarchies", params=asked).json()["hierarchies"]
    return [each["slug"] for each in listed]


def test_main_is_there_and_others_are_declared(world: World, machine: Client):
    reply = machine.post("/hierarchies", json={"slug": "sales", "name": "Sales"})

    made = reply.json()
    assert (reply.status_code, made["status"]) == (201, "active")
    assert slugs(machine) == ["main", "sales"]
    assert slugs(machine, limit="1") == ["main"]
    one = machine.get("/hierarchies/sales")
    assert (one.json(), one.headers["etag"]) == (made, '"1"')
    assert machine.get("/hierarchies/main").json()["name"] == "Main"
    assert world.history(made["id"]) == ["hierarchy.created"]
    again = machine.post("/hierarchies", json={"slug": "main", "name": "Other"})
    assert code(again) == (409, "HierarchySlugTaken")
    assert code(machine.get("/hierarchies/legal")) == (404, "HierarchyUnknown")


def test_what_is_none_is_refused(machine: Client):
    for body in (
        {},
        {"slug": "sales"},
        {"slug": "Sales", "name": "Sales"},
        {"slug": "", "name": "Sales"},
        {"slug": "x" * 64, "name": "Sales"},
        {"slug": 7, "name": "Sales"},
        {"slug": "sales", "name": "  "},
        {"slug": "sales", "name": "Sales", "parent": "main"},
    ):
        assert machine.post("/hierarchies", json=body).status_code == 400, body
    assert slugs(machine) == ["main"]


def test_a_repeat_makes_one(machine: Client):
    key = {"idempotency-key": "declare-sales"}
    body = {"slug": "sales", "name": "Sales"}
    first = machine.post("/hierarchies", json=body, headers=key)
    again = machine.post("/hierarchies", json=body, headers=key)
    assert (first.status_code, again.json()) == (201, first.json())


def test_it_is_called_anew_and_put_out_of_use(world: World, machine: Client):
    declare(machine)
    one, two = add_company(machine, "One"), add_company(machine, "Two")
    put_parent(machine, two, one, "sales").raise_for_status()
    planned = put_parent(machine, two, None, "sales", effective_at=in_time(days=1))

    body = {"slug": "sales", "name": "Regions", "status": "inactive"}
    reply = machine.patch("/hierarchies/sales", json=body)

    assert (reply.json()["name"], reply.headers["etag"]) == ("Regions", '"2"')
    assert slugs(machine, status="active") == ["main"]
    assert slugs(machine, status="inactive") == ["sales"]
    for more in ({}, {"effective_at": in_time(days=2)}):
        refused = put_parent(machine, one, two, "sales", **more)
        assert code(refused) == (409, "HierarchyInactive")
    path = f"/scheduled-moves/{planned.json()['scheduled_move']['id']}"
    later = machine.patch(path, json={"effective_at": in_time(days=3)})
    assert code(later) == (409, "HierarchyInactive")
    seen = machine.get(f"/organisations/{two}/place?hierarchy=sales").json()
    assert seen["parent_id"] == one
    machine.patch("/hierarchies/sales", json={"status": "active"}).raise_for_status()
    assert put_parent(machine, two, None, "sales").status_code == 200
    history = world.history(UUID(reply.json()["id"]))
    assert history == ["hierarchy.created", "hierarchy.changed", "hierarchy.changed"]
    unchanged = machine.patch("/hierarchies/sales", json={"status": "active"})
    assert unchanged.headers["etag"] == '"3"'


def test_what_cannot_change_is_refused(machine: Client):
    declare(machine)
    renamed = machine.patch("/hierarchies/sales", json={"slug": "legal"})
    assert code(renamed) == (400, "HierarchyInvalid")
    assert renamed.json()["errors"][0]["pointer"] == "/slug"
    for body in ({"status": "gone"}, {"name": None}, {"color": "red"}):
        assert machine.patch("/hierarchies/sales", json=body).status_code == 400
    stale = machine.patch(
        "/hierarchies/sales", json={"name": "X"}, headers={"if-match": '"7"'}
    )
    assert stale.status_code == 412
    assert machine.patch("/hierarchies/main", json={"name": "Owners"}).is_success
    idle = machine.patch("/hierarchies/main", json={"status": "inactive"})
    assert code(idle) == (409, "MainHierarchyStays")
    assert code(machine.delete("/hierarchies/main")) == (409, "MainHierarchyStays")
    assert code(machine.delete("/hierarchies/legal")) == (404, "HierarchyUnknown")


def test_one_without_a_history_is_deleted(world: World, machine: Client):
    declare(machine)
    made = machine.get("/hierarchies/sales").json()["id"]
    stale = machine.delete("/hierarchies/sales", headers={"if-match": '"7"'})
    assert stale.status_code == 412

    assert machine.delete("/hierarchies/sales").status_code == 204

    assert slugs(machine) == ["main"]
    assert world.history(made)[-1] == "hierarchy.deleted"
    assert declare(machine) == "sales"


def test_one_with_a_history_stays(machine: Client):
    one, two = add_company(machine, "One"), add_company(machine, "Two")
    for slug in ("sales", "legal"):
        declare(machine, slug)
    put_parent(machine, two, one, "sales").raise_for_status()
    planned = put_parent(machine, two, one, "legal", effective_at=in_time(days=1))
    for slug in ("sales", "legal"):
        refused = machine.delete(f"/hierarchies/{slug}")
        assert code(refused) == (409, "HierarchyInUse")

    put_parent(machine, two, None, "sales").raise_for_status()
    machine.delete(f"/scheduled-moves/{planned.json()['scheduled_move']['id']}")

    for slug in ("sales", "legal"):
        assert code(machine.delete(f"/hierarchies/{slug}")) == (409, "HierarchyInUse")


def test_who_may_not_manage_them_is_refused(world: World, machine: Client):
    declare(machine)
    reader, writer, anna = (
        world.machine(Scope.READ),
        world.machine(Scope.WRITE),
        world.person(),
    )
    assert slugs(reader) == ["main", "sales"]
    assert anna.get("/hierarchies").status_code == 403
    for client in (reader, writer, anna):
        body = {"slug": "legal", "name": "Legal"}
        assert client.post("/hierarchies", json=body).status_code == 403
        patched = client.patch("/hierarchies/sales", json={"name": "X"})
        assert patched.status_code == 403
        assert client.delete("/hierarchies/sales").status_code == 403


def test_anothers_are_not_there(other_world: World, machine: Client):
    declare(other_world.machine(), "theirs")
    company = add_company(machine, "One")
    reply = machine.get(f"/organisations/{company}/place?hierarchy=theirs")
    assert code(reply) == (400, "HierarchyNotOfApp")
    assert slugs(machine) == ["main"]


def test_an_app_has_at_most_20_also_if_many_are_declared_at_once(
    world: World, machine: Client
):
    for each in range(15):
        declare(machine, f"h-{each}")

    def add(number: int) -> int:
        body = {"slug": f"more-{number}", "name": "More"}
        return world.machine().post("/hierarchies", json=body).status_code

    with ThreadPoolExecutor(8) as pool:
        came = sorted(pool.map(add, range(8)))

    assert came == [201] * 4 + [409] * 4
    assert len(slugs(machine)) == 20
    refused = machine.post("/hierarchies", json={"slug": "one-more", "name": "More"})
    assert code(refused) == (409, "TooManyHierarchies")


def test_one_that_is_deleted_while_a_company_moves_in_it_has_one_of_both(
    world: World, machine: Client
):
    one, two = add_company(machine, "One"), add_company(machine, "Two")
    for round_ in range(8):
        slug = declare(machine, f"h-{round_}")
        clients = (world.machine(), world.machine())
        with ThreadPoolExecutor(2) as pool:
            deleted = pool.submit(clients[0].delete, f"/hierarchies/{slug}")
            moved = pool.submit(put_parent, clients[1], two, one, slug)
        came = (deleted.result().status_code, moved.result().status_code)
        assert came in {(204, 400), (409, 200)}
