"""Deleting a tag: it is taken from every company that has it."""

import json
from concurrent.futures import ThreadPoolExecutor

from koncern.base import Scope
from world import World, new_company

NEW = {"key": "gold", "name": "Gold"}


def test_it_leaves_the_companies_that_have_it(world: World):
    machine = world.machine()
    machine.post("/tags", json=NEW)
    machine.post("/tags", json={"key": "other", "name": "Other"})
    made = machine.post("/organisations", json=new_company(tags=["gold", "other"]))
    path = f"/organisations/{made.json()['company']['id']}"

    reply = machine.delete("/tags/gold")

    assert (reply.status_code, reply.text) == (204, "")
    assert machine.get("/tags/gold").status_code == 404
    read = machine.get(path)
    assert [tag["key"] for tag in read.json()["company"]["tags"]] == ["other"]
    assert read.headers["etag"] == '"2"'
    again = machine.post("/tags", json=NEW)
    assert again.status_code == 201


def test_it_is_on_the_record_of_the_tag_and_of_each_company(world: World):
    machine = world.machine()
    tag = machine.post("/tags", json=NEW).json()
    made = machine.post("/organisations", json=new_company(tags=["gold"]))
    company = made.json()["company"]["id"]

    machine.delete("/tags/gold")

    assert world.history(tag["id"]) == ["tag.created", "tag.deleted"]
    assert world.history(company) == ["company.created", "tag.company_removed"]
    before, after = (
        json.loads(text)
        for event in world.operator.query(
            "SELECT before, after FROM event WHERE app_id = $1 AND type = $2",
            world.app,
            "tag.deleted",
        )
        for text in event.values()
    )
    assert (before["key"], after) == ("gold", {"companies": 1})


def test_only_the_version_that_was_read_is_deleted(world: World):
    machine = world.machine()
    machine.post("/tags", json=NEW)
    machine.patch("/tags/gold", json={"name": "Golden"})
    company = machine.post("/organisations", json=new_company(tags=["gold"])).json()

    reply = machine.delete("/tags/gold", headers={"if-match": '"1"'})

    assert reply.status_code == 412
    read = machine.get(f"/organisations/{company['company']['id']}").json()
    assert read["company"] == company["company"]


def test_twice_at_once_it_goes_once(world: World):
    machine = world.machine()
    machine.post("/tags", json=NEW)
    for number in range(5):
        machine.post("/organisations", json=new_company(f"C{number}", tags=["gold"]))

    with ThreadPoolExecutor(4) as pool:
        statuses = [*pool.map(lambda _: machine.delete("/tags/gold"), range(4))]

    assert sorted(reply.status_code for reply in statuses) == [204, 404, 404, 404]
    (counted,) = world.operator.query(
        "SELECT count(*) FROM event WHERE app_id = $1 AND type LIKE 'tag.%d'"
        " AND type <> 'tag.created'",
        world.app,
    )
    assert counted["count"] == 6


def test_strangers_cannot(world: World, other_world: World):
    world.machine().post("/tags", json=NEW)

    replies = [
        client.delete("/tags/gold")
        for client in (
            world.machine(Scope.WRITE),
            world.person(),
            other_world.machine(),
        )
    ]

    assert [reply.status_code for reply in replies] == [403, 403, 404]
    assert world.machine().get("/tags/gold").status_code == 200
