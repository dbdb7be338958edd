"""Adding a user to a company."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from staff import company_of, join, levels, told

from koncern.apps import RegistrationPolicy
from koncern.base import Scope
from service import Service
from world import Operator, World, new_company


def body(user: object, **more: Any) -> dict[str, Any]:
    return {"level": "default", "role": "customer", "user_id": str(user)} | more


def test_the_user_sees_the_company_from_then_on(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    assert ben.get(f"/organisations/{company}").status_code == 404

    reply = anna.post(f"/organisations/{company}/users", json=body(ben.id))

    assert reply.status_code == 200
    assert list(reply.json()) == ["message"]
    (own,) = ben.get("/organisations").json()["companies"]
    assert (own["id"], own["level"]) == (company, "default")
    assert (own["role"], own["role_name"]) == ("customer", "Customer")


def test_it_is_on_the_record(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)

    join(anna, company, ben.id)

    assert world.history(company)[-1] == "membership.created"
    (event,) = world.operator.query(
        "SELECT actor, after->>'user' AS user, after->>'level' AS level FROM event "
        "WHERE app_id = $1 AND type = 'membership.created' AND after->>'user' = $2",
        world.app,
        str(ben.id),
    )
    assert event == {"actor": str(anna.id), "user": str(ben.id), "level": "default"}


def test_the_published_roles_are_there_for_whoever_gives_them_first(world: World):
    anna = world.person()
    company = company_of(anna)
    people = [world.person(f"ben{number}").id for number in range(6)]

    def add(place: int) -> int:
        role = ("agent", "customer")[place % 2]
        path = f"/organisations/{company}/users"
        return anna.post(path, json=body(people[place], role=role)).status_code

    with ThreadPoolExecutor(6) as threads:
        assert set(threads.map(add, range(6))) == {200}

    slugs = [role["slug"] for role in world.machine().get("/roles").json()["roles"]]
    assert sorted(slugs) == ["agent", "customer"]


def test_a_role_of_the_app_can_be_given_or_none(world: World):
    machine, anna = world.machine(), world.person()
    machine.post("/roles", json={"slug": "buyer", "name": "Buyer"})
    company = company_of(anna)
    path = f"/organisations/{company}/users"
    ben, charlie = world.person("ben"), world.person("charlie")

    assert anna.post(path, json=body(ben.id, role="buyer")).status_code == 200
    without = {"level": "default", "user_id": str(charlie.id)}
    assert anna.post(path, json=without).status_code == 200

    items = anna.get(path).json()["items"]
    roles = {item["id"]: item["role_name"] for item in items}
    assert roles[str(ben.id)] == "Buyer"
    assert roles[str(charlie.id)] is None


def test_everything_unknown_is_named_at_once(world: World, other_world: World):
    anna, mallory = world.person(), other_world.person("mallory")
    company = company_of(anna)
    world.machine().post("/roles", json={"slug": "buyer", "name": "Buyer"})

    for user in (uuid4(), mallory.id):
        reply = anna.post(
            f"/organisations/{company}/users", json=body(user, role="boss")
        )
        assert told(reply) == (400, "MembershipInvalid")
        assert reply.json()["errors"] == [
            {"pointer": "/user_id", "detail": f"{user} is no user of this app"},
            {
                "pointer": "/role",
                "detail": "is no role of this app; its roles: agent, buyer, customer",
            },
        ]


def test_a_second_time_is_refused(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    path = f"/organisations/{company}/users"

    with ThreadPoolExecutor(4) as threads:
        replies = threads.map(
            lambda _: anna.post(path, json=body(ben.id)).status_code, range(4)
        )

    assert sorted(replies) == [200, 409, 409, 409]
    assert told(anna.post(path, json=body(ben.id))) == (409, "AlreadyMember")


def test_a_repeat_with_its_key_is_carried_out_once(world: World):
    anna, ben = world.person(), world.person("ben")
    path = f"/organisations/{company_of(anna)}/users"
    key = {"idempotency-key": "once"}

    first = anna.post(path, json=body(ben.id), headers=key)
    again = anna.post(path, json=body(ben.id), headers=key)

    assert first.status_code == again.status_code == 200
    assert again.headers["idempotency-replayed"] == "true"


def test_only_admins_and_credentials_may(world: World):
    anna, ben, charlie = (world.person(name) for name in ("anna", "ben", "charlie"))
    company = company_of(anna)
    path = f"/organisations/{company}/users"
    join(anna, company, ben.id)

    assert told(ben.post(path, json=body(charlie.id))) == (403, "AdminNeeded")
    assert told(charlie.post(path, json=body(charlie.id))) == (404, "CompanyUnknown")
    reader = world.machine(Scope.READ)
    assert told(reader.post(path, json=body(charlie.id))) == (403, "ScopeLacking")
    writer = world.machine(Scope.WRITE)
    assert writer.post(path, json=body(charlie.id)).status_code == 200


def test_nobody_gives_a_level_above_their_own(world: World):
    anna, ben, charlie = (world.person(name) for name in ("anna", "ben", "charlie"))
    company = company_of(anna)
    path = f"/organisations/{company}/users"
    highest = body(ben.id, level="super-admin")

    assert told(anna.post(path, json=highest)) == (403, "LevelAbove")
    assert world.machine().post(path, json=highest).status_code == 200
    # Nor does a super-admin make another one: that is the seller's.
    another = body(charlie.id, level="super-admin")
    assert told(ben.post(path, json=another)) == (403, "CredentialNeeded")
    assert ben.post(path, json=body(charlie.id, level="admin")).status_code == 200
    assert levels(world, company)[str(ben.id)] == "super-admin"


def test_a_company_that_waits_gets_people_from_credentials_only(
    service: Service, operator: Operator
):
    world = World(service.url, operator, RegistrationPolicy.APPROVAL)
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna, status="pending")
    path = f"/organisations/{company}/users"

    assert told(anna.post(path, json=body(ben.id))) == (409, "CompanyWaits")
    assert world.machine().post(path, json=body(ben.id)).status_code == 200
    world.close()


def test_an_archived_company_gets_nobody(world: World):
    machine, ben = world.machine(), world.person("ben")
    made = machine.post("/organisations", json=new_company()).json()["company"]["id"]
    machine.delete(f"/organisations/{made}")

    reply = machine.post(f"/organisations/{made}/users", json=body(ben.id))

    assert told(reply) == (409, "CompanyArchived")


def test_who_cannot_sign_in_is_not_added(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    world.operator.query(
        "UPDATE \"user\" SET status = 'inactive' WHERE app_id = $1 AND id = $2",
        world.app,
        ben.id,
    )

    reply = anna.post(f"/organisations/{company}/users", json=body(ben.id))

    assert told(reply) == (400, "MembershipInvalid")


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "boss"},
        {"level": None},
        {"user_id": "anna"},
        {"user_id": None},
        {"role": 7},
        {"role": "x" * 101},
        {"role": "a\u0000"},
        {"email": "anna@example.com"},
    ],
)
def test_a_malformed_body_is_refused(world: World, wrong: dict[str, Any]):
    anna = world.person()
    path = f"/organisations/{company_of(anna)}/users"

    assert anna.post(path, json=body(anna.id) | wrong).status_code == 400
    assert anna.post(path, json={}).status_code == 400
