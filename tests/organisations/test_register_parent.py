"""Registering a company under a parent."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from koncern import companies
from rivals import rival
from world import Person, World, new_company


def company_of(person: Person, **more: str) -> str:
    reply = person.post("/organisations", json=new_company(**more))
    assert reply.status_code == 200, reply.text
    return str(reply.json()["company"]["id"])


def test_an_admin_of_the_parent_may(world: World):
    anna = world.person()
    parent = company_of(anna)

    child = anna.post("/organisations", json=new_company(parent_id=parent))

    assert child.json()["company"]["parent_id"] == parent


def test_a_credential_may_under_any_company(world: World):
    parent = company_of(world.person())

    child = world.machine().post("/organisations", json=new_company(parent_id=parent))

    assert child.json()["company"]["parent_id"] == parent


def test_a_strangers_company_is_as_unknown_as_none(world: World):
    theirs = company_of(world.person())
    charlie = world.person("charlie")

    replies = [
        charlie.post("/organisations", json=new_company(parent_id=parent))
        for parent in (theirs, str(uuid4()))
    ]

    for reply in replies:
        assert reply.status_code == 400
        assert reply.json()["errors"] == [
            {
                "pointer": "/parent_id",
                "detail": "is no company that you may name as parent",
            }
        ]
    assert charlie.get("/organisations").json()["companies"] == []


def test_another_apps_company_is_unknown_to_a_credential(
    world: World, other_world: World
):
    theirs = company_of(other_world.person("mallory"))

    reply = world.machine().post("/organisations", json=new_company(parent_id=theirs))

    assert reply.status_code == 400


def test_an_archived_parent_takes_no_children(world: World):
    anna = world.person()
    parent = company_of(anna)
    world.act(lambda tx, actor: companies.archive(tx, actor, UUID(parent)))

    reply = anna.post("/organisations", json=new_company(parent_id=parent))

    assert reply.status_code == 409
    assert reply.json()["code"] == "ParentArchived"
    assert len(anna.get("/organisations").json()["companies"]) == 1


def test_it_claims_no_number_while_it_waits_for_the_tree(world: World):
    machine, number = world.machine(), {"organisation_number": "556036-0793"}
    parent = company_of(world.person())
    child = new_company(parent_id=parent, status="active", **number)

    with rival(world.operator) as other, ThreadPoolExecutor(1) as threads:
        other.do("SELECT tree_lock($1, 'main', ARRAY[$2::uuid])", world.app, parent)
        waiting = threads.submit(machine.post, "/organisations", json=child)
        other.wait_until_in_the_way()
        first = machine.post(
            "/organisations", json=new_company(status="active", **number)
        )
        other.do("COMMIT")
        second = waiting.result(30)

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (
        409,
        "OrganisationNumberTaken",
    )
