"""Changing what a user is in a company."""

from typing import Any
from uuid import uuid4

import pytest
from staff import accept, company_of, join, levels, told

from koncern.base import Scope
from world import World


def test_a_level_and_a_role_are_changed_by_themselves(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id)
    path = f"/organisations/{company}/users/{ben.id}"

    up = anna.patch(path, json={"level": "admin"})
    other = anna.patch(path, json={"role": "agent"})
    without = anna.patch(path, json={"role": None})

    assert up.status_code == 200
    assert set(up.json()) == {
        *("created_at", "level", "organisation_id", "role", "role_name"),
        *("updated_at", "user_id"),
    }
    assert (up.json()["level"], up.json()["role"]) == ("admin", "customer")
    assert (other.json()["level"], other.json()["role_name"]) == ("admin", "Agent")
    assert without.json()["role"] is None
    assert [each.headers["etag"] for each in (up, other, without)] == [
        '"2"',
        '"3"',
        '"4"',
    ]


def test_it_is_on_the_record_with_before_and_after(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id)

    anna.patch(f"/organisations/{company}/users/{ben.id}", json={"level": "admin"})

    (event,) = world.operator.query(
        "SELECT actor, subject::text, before->>'level' AS old, after->>'level' AS new "
        "FROM event WHERE app_id = $1 AND type = 'membership.changed'",
        world.app,
    )
    assert event == {
        "actor": str(anna.id),
        "subject": company,
        "old": "default",
        "new": "admin",
    }


def test_what_changes_nothing_counts_no_version(world: World):
    anna = world.person()
    company = company_of(anna)
    path = f"/organisations/{company}/users/{anna.id}"

    for patch in ({}, {"level": "admin"}, {"role": None}):
        assert anna.patch(path, json=patch).headers["etag"] == '"1"'

    assert "membership.changed" not in world.history(company)


def test_an_old_version_is_refused(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id)
    path = f"/organisations/{company}/users/{ben.id}"
    stale = {"if-match": '"7"'}

    assert anna.patch(path, json={"level": "admin"}, headers=stale).status_code == 412
    assert anna.delete(path, headers=stale).status_code == 412
    assert levels(world, company)[str(ben.id)] == "default"


def test_only_admins_and_credentials_may(world: World):
    anna, ben, charlie = (world.person(name) for name in ("anna", "ben", "charlie"))
    company = company_of(anna)
    join(anna, company, ben.id)
    path = f"/organisations/{company}/users/{ben.id}"
    up = {"level": "admin"}

    assert told(ben.patch(path, json=up)) == (403, "AdminNeeded")
    assert told(charlie.patch(path, json=up)) == (404, "CompanyUnknown")
    assert world.machine(Scope.READ).patch(path, json=up).status_code == 403
    assert world.machine(Scope.WRITE).patch(path, json=up).status_code == 200


def test_nobody_touches_who_stands_above_them(world: World):
    anna, ben = world.person(), world.person("ben")
    company, machine = company_of(anna), world.machine()
    join(machine, company, ben.id, "super-admin")
    above = f"/organisations/{company}/users/{ben.id}"
    own = f"/organisations/{company}/users/{anna.id}"

    assert told(anna.patch(above, json={"level": "default"})) == (403, "LevelAbove")
    assert told(anna.patch(above, json={"role": "agent"})) == (403, "LevelAbove")
    assert told(anna.delete(above)) == (403, "LevelAbove")
    highest = {"level": "super-admin"}
    assert told(anna.patch(own, json=highest)) == (403, "LevelAbove")
    assert told(ben.patch(own, json=highest)) == (403, "CredentialNeeded")
    assert ben.patch(above, json=highest).status_code == 200
    assert ben.patch(above, json={"level": "admin"}).status_code == 200


def test_the_last_admin_stays_one(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id)
    path = f"/organisations/{company}/users/{anna.id}"
    down = {"level": "default"}

    for client in (anna, world.machine()):
        assert told(client.patch(path, json=down)) == (409, "LastAdmin")

    anna.patch(f"/organisations/{company}/users/{ben.id}", json={"level": "admin"})
    # Somebody who never agreed to belong to the company is not left alone with it.
    assert told(anna.patch(path, json=down)) == (409, "LastAdmin")
    accept(ben, company)
    assert anna.patch(path, json=down).status_code == 200


def test_an_admin_who_cannot_sign_in_does_not_count(world: World):
    anna, ben = world.person(), world.person("ben")
    company = company_of(anna)
    join(anna, company, ben.id, "admin")
    world.operator.query(
        "UPDATE \"user\" SET status = 'inactive' WHERE app_id = $1 AND id = $2",
        world.app,
        ben.id,
    )

    reply = anna.patch(
        f"/organisations/{company}/users/{anna.id}", json={"level": "default"}
    )

    assert told(reply) == (409, "LastAdmin")


def test_who_is_no_member_is_404(world: World, other_world: World):
    anna, mallory = world.person(), other_world.person("mallory")
    company = company_of(anna)

    for user in (uuid4(), world.person("charlie").id, mallory.id):
        path = f"/organisations/{company}/users/{user}"
        patched = anna.patch(path, json={"level": "admin"})
        assert told(patched) == (404, "MembershipUnknown")
        assert told(world.machine().delete(path)) == (404, "MembershipUnknown")


@pytest.mark.parametrize(
    "patch",
    [
        {"level": None},
        {"level": "owner"},
        {"role": "boss"},
        {"role": []},
        {"user_id": str(uuid4())},
        [],
        "admin",
    ],
)
def test_a_malformed_patch_is_refused(world: World, patch: Any):
    anna = world.person()
    path = f"/organisations/{company_of(anna)}/users/{anna.id}"

    assert anna.patch(path, json=patch).status_code == 400
