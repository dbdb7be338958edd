"""Reading one company."""

from uuid import UUID, uuid4

import pytest

from koncern import companies
from koncern.base import Scope
from world import Person, World, new_company


def company_of(person: Person) -> str:
    return str(
        person.post("/organisations", json=new_company()).json()["company"]["id"]
    )


def test_a_member_sees_it(world: World):
    anna = world.person()
    made = anna.post("/organisations", json=new_company()).json()

    reply = anna.get(f"/organisations/{made['company']['id']}")

    assert reply.status_code == 200
    assert reply.json() == made


def test_a_credential_sees_it(world: World):
    company = company_of(world.person())

    reply = world.machine(Scope.READ).get(f"/organisations/{company}")

    assert reply.json()["company"]["id"] == company


def test_a_stranger_sees_no_more_than_nothing(world: World):
    company = company_of(world.person())
    charlie = world.person("charlie")

    theirs = charlie.get(f"/organisations/{company}")
    nobodys = charlie.get(f"/organisations/{uuid4()}")

    assert theirs.status_code == nobodys.status_code == 404
    problems = [reply.json() | {"request_id": ""} for reply in (theirs, nobodys)]
    assert problems[0] == problems[1]
    assert problems[0]["code"] == "CompanyUnknown"


def test_another_apps_credential_is_told_nothing(world: World, other_world: World):
    company = company_of(world.person())
    machine = other_world.machine()

    inside = machine.get(f"/organisations/{company}")
    across = machine.get(f"{world.url}/api/v1/{world.app}/organisations/{company}")

    assert inside.status_code == across.status_code == 404
    assert company not in inside.text


def test_another_apps_user_is_not_signed_in(world: World, other_world: World):
    company = company_of(world.person())
    mallory = other_world.person("mallory")

    reply = mallory.get(f"{world.url}/api/v1/{world.app}/organisations/{company}")

    assert reply.status_code == 401


def test_an_archived_company_can_still_be_read(world: World):
    anna = world.person()
    company = company_of(anna)
    world.act(lambda tx, actor: companies.archive(tx, actor, UUID(company)))

    reply = anna.get(f"/organisations/{company}")

    assert reply.status_code == 200
    assert reply.json()["company"]["archived_at"] is not None
    assert reply.headers["etag"] == '"2"'


@pytest.mark.parametrize("text", ["7", "not-an-id", "0" * 31, "%00", "a" * 300])
def test_a_malformed_id_is_refused(world: World, text: str):
    reply = world.person().get(f"/organisations/{text}")

    assert reply.status_code == 400
    assert reply.json()["errors"] == [{"pointer": "/id", "detail": "is no UUID"}]


def test_a_malformed_app_is_refused(world: World):
    reply = world.person().get(f"{world.url}/api/v1/my-app/organisations")

    assert reply.status_code == 400
    assert reply.json()["errors"] == [{"pointer": "/app_id", "detail": "is no UUID"}]


def test_it_takes_no_parameters(world: World):
    anna = world.person()

    reply = anna.get(f"/organisations/{company_of(anna)}?expand=users")

    assert reply.status_code == 400
    assert reply.json()["code"] == "QueryInvalid"
