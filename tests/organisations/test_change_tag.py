"""Changing a tag, and what the companies that have it show."""

import json

import pytest

from koncern.base import Scope
from world import World, new_company

NEW = {"key": "gold", "name": "Gold", "translations": {"name": {"sv": "Guld"}}}


def test_what_is_sent_changes_and_the_rest_stays(world: World):
    machine = world.machine()
    before = machine.post("/tags", json=NEW).json()

    reply = machine.patch(
        "/tags/gold",
        json={
            "status": "inactive",
            "filterable": True,
            "translations": {"name": {"sv": None, "de": "Gold"}},
        },
    )

    after = reply.json()
    assert reply.status_code == 200
    assert reply.headers["etag"] == '"2"'
    assert after["translations"] == {"name": {"de": "Gold"}}
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"filterable", "status", "translations", "updated_at"}
    assert machine.get("/tags/gold").json() == after


def test_companies_show_its_new_name_at_once(world: World):
    machine = world.machine()
    machine.post("/tags", json=NEW)
    reply = machine.post("/organisations", json=new_company(tags=["gold"]))
    path = f"/organisations/{reply.json()['company']['id']}"
    other = machine.post("/organisations", json=new_company()).headers["etag"]

    machine.patch("/tags/gold", json={"name": "Golden"})

    read = machine.get(path, headers={"if-none-match": reply.headers["etag"]})
    assert read.status_code == 200
    assert (read.headers["etag"], other) == ('"2"', '"1"')
    company = read.json()["company"]
    assert [tag["name"] for tag in company["tags"]] == ["Golden"]
    assert company["updated_at"] > reply.json()["company"]["updated_at"]
    stale = machine.patch(path, json={"name": "X"}, headers={"if-match": '"1"'})
    assert stale.status_code == 412


def test_companies_do_not_change_with_what_they_do_not_show(world: World):
    machine = world.machine()
    machine.post("/tags", json=NEW)
    reply = machine.post("/organisations", json=new_company(tags=["gold"]))

    machine.patch("/tags/gold", json={"status": "inactive", "name": "Gold"})

    read = machine.get(f"/organisations/{reply.json()['company']['id']}")
    assert read.headers["etag"] == '"1"'


def test_it_is_on_the_record(world: World):
    machine = world.machine()
    made = machine.post("/tags", json=NEW).json()

    machine.patch("/tags/gold", json={"name": "Golden"})

    (event,) = world.operator.query(
        "SELECT before, after FROM event WHERE app_id = $1 AND type = $2",
        world.app,
        "tag.changed",
    )
    names = [json.loads(event[side])["name"] for side in ("before", "after")]
    assert names == ["Gold", "Golden"]
    assert world.history(made["id"]) == ["tag.created", "tag.changed"]


def test_it_can_be_sent_back_as_it_was_read(world: World):
    machine = world.machine()
    made = machine.post("/tags", json=NEW).json()

    reply = machine.patch("/tags/gold", json=made)

    assert (reply.json(), reply.headers["etag"]) == (made, '"1"')
    assert world.history(made["id"]) == ["tag.created"]


def test_only_the_version_that_was_read_is_changed(world: World):
    machine = world.machine()
    machine.post("/tags", json=NEW)
    first = {"if-match": '"1"'}

    fresh = machine.patch("/tags/gold", json={"name": "A"}, headers=first)
    stale = machine.patch("/tags/gold", json={"name": "B"}, headers=first)

    assert (fresh.status_code, stale.status_code) == (200, 412)
    assert machine.get("/tags/gold").json()["name"] == "A"


@pytest.mark.parametrize(
    ("patch", "place"),
    [
        ({"key": "silver"}, "/key"),
        ({"name": None}, "/name"),
        ({"name": ""}, "/name"),
        ({"status": "gone"}, "/status"),
        ({"filterable": "yes"}, "/filterable"),
        ({"translations": None}, "/translations"),
        ({"translations": {"name": {"xx": "X"}}}, "/translations/name/xx"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_cannot_be_is_named(world: World, patch: dict[str, object], place: str):
    machine = world.machine()
    machine.post("/tags", json=NEW)

    reply = machine.patch("/tags/gold", json=patch)

    assert reply.status_code == 400, reply.text
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [place]


def test_strangers_cannot(world: World, other_world: World):
    world.machine().post("/tags", json=NEW)
    patch = {"name": "Theirs"}

    replies = [
        client.patch("/tags/gold", json=patch)
        for client in (
            world.machine(Scope.WRITE),
            world.person(),
            other_world.machine(),
            world.anonymous(),
        )
    ]

    assert [reply.status_code for reply in replies] == [403, 403, 404, 401]
    assert world.machine().get("/tags/gold").json()["name"] == "Gold"
