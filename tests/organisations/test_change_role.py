"""Changing a role, and deleting one that people have or do not have."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from koncern.base import Scope
from world import World, new_company

NEW = {"slug": "buyer", "name": "Buyer", "permissions": ["order:place"]}
PATH = "/roles/buyer"


def test_whoever_has_it_has_it_as_it_is_now(world: World):
    machine, anna = world.machine(), world.person()
    role = machine.post("/roles", json=NEW).json()
    anna.post("/organisations", json=new_company(role="buyer"))

    reply = machine.patch(
        PATH, json={"slug": "purchaser", "name": "Purchaser", "permissions": []}
    )

    assert (reply.status_code, reply.headers["etag"]) == (200, '"2"')
    assert machine.get("/roles/purchaser").json() == reply.json()
    assert machine.get(PATH).status_code == 404
    (own,) = anna.get("/organisations").json()["companies"]
    assert (own["role"], own["role_name"]) == ("purchaser", "Purchaser")
    assert world.history(role["id"]) == ["role.created", "role.changed"]


def test_it_can_be_sent_back_as_it_was_read(world: World):
    machine = world.machine()
    made = machine.post("/roles", json=NEW).json()

    reply = machine.patch(PATH, json=made)

    assert (reply.json(), reply.headers["etag"]) == (made, '"1"')


def test_a_slug_that_another_role_has_is_refused(world: World):
    machine = world.machine()
    machine.post("/roles", json=NEW)
    machine.post("/roles", json={"slug": "seller", "name": "Seller"})

    reply = machine.patch("/roles/seller", json={"slug": "buyer"})

    assert (reply.status_code, reply.json()["code"]) == (409, "RoleSlugTaken")


@pytest.mark.parametrize(
    ("patch", "place"),
    [
        ({"slug": "A"}, "/slug"),
        ({"name": None}, "/name"),
        ({"permissions": ["all"]}, "/permissions/0"),
        ({"permissions": ["a:b"] * 201}, "/permissions"),
        ({"level": "admin"}, "/level"),
    ],
)
def test_what_cannot_be_is_named(world: World, patch: dict[str, object], place: str):
    world.machine().post("/roles", json=NEW)

    reply = world.machine().patch(PATH, json=patch)

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [place]


def test_only_the_version_that_was_read_is_changed_or_deleted(world: World):
    machine = world.machine()
    machine.post("/roles", json=NEW)
    machine.patch(PATH, json={"name": "New"})
    stale = {"if-match": '"1"'}

    replies = [
        machine.patch(PATH, json={"name": "Newer"}, headers=stale),
        machine.delete(PATH, headers=stale),
        machine.delete(PATH, headers={"if-match": '"2"'}),
        machine.delete(PATH),
    ]

    assert [reply.status_code for reply in replies] == [412, 412, 204, 404]


def test_one_that_people_have_stays_and_tells_how_many(world: World):
    machine = world.machine()
    machine.post("/roles", json=NEW)
    for name in ("anna", "ben"):
        world.person(name).post("/organisations", json=new_company(role="buyer"))

    reply = machine.delete(PATH)

    assert (reply.status_code, reply.json()["code"]) == (409, "RoleInUse")
    assert reply.json()["about"] == {"memberships": 2}
    assert machine.get(PATH).status_code == 200


def test_another_role_takes_over(world: World):
    machine, anna = world.machine(), world.person()
    role = machine.post("/roles", json=NEW).json()
    machine.post("/roles", json={"slug": "seller", "name": "Seller"})
    made = anna.post("/organisations", json=new_company(role="buyer")).json()

    reply = machine.delete(f"{PATH}?replacement=seller")

    assert reply.status_code == 204
    (own,) = anna.get("/organisations").json()["companies"]
    assert own["role"] == "seller"
    assert world.history(made["company"]["id"])[-1] == "membership.changed"
    assert world.history(role["id"]) == ["role.created", "role.deleted"]


@pytest.mark.parametrize("slug", ["nobody", "buyer", ""])
def test_the_one_that_takes_over_must_be_another_one(world: World, slug: str):
    machine = world.machine()
    machine.post("/roles", json=NEW)

    reply = machine.delete(f"{PATH}?replacement={slug}")

    assert (reply.status_code, reply.json()["code"]) == (400, "ReplacementUnknown")
    assert machine.get(PATH).status_code == 200


def test_two_that_replace_each_other_at_once_do_not_both_go(world: World):
    machine = world.machine()
    for slug, other in (("buyer", "seller"), ("seller", "buyer")):
        machine.post("/roles", json={"slug": slug, "name": other})
    for name, slug in (("anna", "buyer"), ("ben", "seller")):
        world.person(name).post("/organisations", json=new_company(role=slug))

    with ThreadPoolExecutor(2) as pool:
        replies = pool.map(
            lambda pair: machine.delete(f"/roles/{pair[0]}?replacement={pair[1]}"),
            [("buyer", "seller"), ("seller", "buyer")],
        )

    assert sorted(reply.status_code for reply in replies) == [204, 400]
    assert len(machine.get("/roles").json()["roles"]) == 1


def test_given_while_it_is_deleted_it_is_never_half_there(world: World):
    machine, anna = world.machine(), world.person()

    def register(_: int) -> int:
        reply = anna.post("/organisations", json=new_company(role="buyer"))
        return reply.status_code

    with ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            machine.post("/roles", json=NEW).raise_for_status()
            begun = [pool.submit(register, n) for n in range(3)]
            machine.post("/roles", json={"slug": "other", "name": "Other"})
            deleted = machine.delete(f"{PATH}?replacement=other").status_code
            statuses = {each.result() for each in begun}
            assert deleted == 204
            assert statuses <= {200, 400, 409}


def test_strangers_cannot(world: World, other_world: World):
    world.machine().post("/roles", json=NEW)
    strangers = (world.machine(Scope.WRITE), world.person(), other_world.machine())

    changed = [client.patch(PATH, json={"name": "X"}) for client in strangers]
    deleted = [client.delete(PATH) for client in strangers]

    assert [reply.status_code for reply in changed] == [403, 403, 404]
    assert [reply.status_code for reply in deleted] == [403, 403, 404]
    assert world.person("ben").get(PATH).status_code == 403
