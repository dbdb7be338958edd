"""Listing the registrations that wait, and reading one."""

from uuid import uuid4

import pytest
from waiting import register

from koncern.base import Scope
from world import World, new_company


def test_it_lists_those_that_wait_oldest_first(world: World):
    anna, machine = world.person(), world.machine(Scope.READ)
    first, second = register(anna, "First"), register(anna, "Second")
    anna.post("/organisations", json=new_company(status="active"))

    reply = machine.get("/registrations")

    assert reply.status_code == 200
    listed = reply.json()["registrations"]
    assert [each["id"] for each in listed] == [first, second]
    company = anna.get(f"/organisations/{first}").json()["company"]
    assert listed[0] == {
        "id": first,
        "status": "pending",
        "registered_at": company["created_at"],
        "registered_by": {
            "kind": "user",
            "id": str(anna.id),
            "email": anna.email,
            "name": None,
        },
        "inquiry": None,
        "decision": None,
        "company": company,
    }


def test_it_goes_on_where_a_page_ends(world: World):
    anna, machine = world.person(), world.machine()
    ids = [register(anna, f"C{number}") for number in range(5)]

    first = machine.get("/registrations?limit=2")
    after = first.json()["pagination"]["after"]
    second = machine.get(f"/registrations?limit=2&after={after}").json()
    back = machine.get(
        f"/registrations?limit=2&before={second['pagination']['before']}"
    ).json()

    assert [each["id"] for each in first.json()["registrations"]] == ids[:2]
    assert [each["id"] for each in second["registrations"]] == ids[2:4]
    assert back["registrations"] == first.json()["registrations"]
    assert "status=pending&limit=2&after=" in first.headers["link"].replace(
        "limit=2&status=pending", "status=pending&limit=2"
    )


@pytest.mark.parametrize("status", ["active", "rejected"])
def test_it_lists_those_that_are_decided(world: World, status: str):
    anna, machine = world.person(), world.machine()
    one, other = register(anna), register(anna)
    third = register(anna)
    machine.post(f"/registrations/{one}/approval")
    machine.post(f"/registrations/{other}/rejection", json={"reason": "No"})

    reply = machine.get(f"/registrations?status={status}")

    (listed,) = reply.json()["registrations"]
    assert listed["id"] == {"active": one, "rejected": other}[status]
    assert listed["decision"]["decided_by"]["kind"] == "credential"
    assert third == machine.get("/registrations").json()["registrations"][0]["id"]


def test_archived_companies_are_left_out(world: World):
    machine = world.machine()
    company = register(machine)
    machine.delete(f"/organisations/{company}")

    assert machine.get("/registrations").json()["registrations"] == []


def test_it_tells_which_credential_registered(world: World):
    machine = world.machine()
    company = register(machine)

    told = machine.get(f"/registrations/{company}").json()["registration"]

    assert told["registered_by"]["kind"] == "credential"
    assert told["registered_by"]["name"] == "test"


def test_the_companys_people_read_it_without_who_decided(world: World):
    anna, machine = world.person(), world.machine()
    company = register(anna)
    machine.post(f"/registrations/{company}/inquiry", json={"message": "VAT number?"})
    machine.post(f"/registrations/{company}/rejection", json={"reason": "No"})

    read = anna.get(f"/registrations/{company}")

    told = read.json()["registration"]
    assert (told["decision"]["outcome"], told["decision"]["reason"]) == (
        "rejected",
        "No",
    )
    assert told["inquiry"]["message"] == "VAT number?"
    assert told["decision"]["decided_by"] is told["inquiry"]["asked_by"] is None
    assert (
        read.headers["etag"] == machine.get(f"/registrations/{company}").headers["etag"]
    )


def test_others_do_not(world: World, other_world: World):
    company = register(world.person())

    for who in (world.person("charlie"), other_world.machine()):
        path = who.get("/registrations").request.url.path
        assert who.get(f"/registrations/{company}").status_code == 404, path
    reply = world.machine().get(f"/registrations/{uuid4()}")
    assert reply.json()["code"] == "RegistrationUnknown"


def test_users_do_not_see_the_queue(world: World):
    reply = world.person().get("/registrations")

    assert (reply.status_code, reply.json()["code"]) == (403, "CredentialNeeded")


@pytest.mark.parametrize(
    "query", ["status=waiting", "status=", "limit=0", "after=x", "order=newest"]
)
def test_it_refuses_what_it_does_not_know(world: World, query: str):
    assert world.machine().get(f"/registrations?{query}").status_code == 400
