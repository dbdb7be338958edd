"""Rejecting a registration, and withdrawing that."""

import re

import pytest
from uuid_utils import uuid7
from waiting import register

from koncern.api.http import Route
from koncern.api.organisations import ROUTES
from world import PDF, World, new_company

NUMBERS = {"organisation_number": "556036-0793", "tax_id_vat_number": "SE556036079301"}
WRITES = [
    route
    for route in ROUTES
    if "/organisations/{id}" in route.path
    and route.method != "GET"
    and not route.path.endswith("/users/me/acceptance")
]
"""All but agreeing to belong to it, which changes nothing of the company."""

ADDRESSES = {
    "shipping_address": [{"street_address": "A 1", "city": "B", "country": "SE"}]
}
REASON = {"reason": "The number is another company's.\nPlease check."}


def test_the_company_is_rejected_with_the_reason(world: World):
    anna, machine = world.person(), world.machine()
    company = register(anna)

    reply = machine.post(f"/registrations/{company}/rejection", json=REASON)

    assert reply.status_code == 200
    told = reply.json()["registration"]
    assert told["status"] == told["company"]["status"] == "rejected"
    assert told["decision"]["outcome"] == "rejected"
    assert told["decision"]["reason"] == REASON["reason"]
    assert world.history(company)[-1] == "registration.rejected"


def test_its_admins_read_the_reason_in_their_mail(world: World):
    anna = world.person()
    company = register(anna, "Acme AB")

    world.machine().post(f"/registrations/{company}/rejection", json=REASON)

    (mail,) = world.mails(anna.email)
    assert mail["subject"] == "Acme AB was not approved"
    assert REASON["reason"] in mail["text"]
    assert "another company&#39;s" in mail["html"]


def test_its_people_can_only_read_it(world: World):
    anna, machine = world.person(), world.machine()
    company = register(anna)
    machine.post(f"/registrations/{company}/rejection", json=REASON)

    path = f"/organisations/{company}"
    refused = anna.patch(path, json={"comment": "but"})

    assert (refused.status_code, refused.json()["code"]) == (409, "CompanyRejected")
    assert anna.get(path).json()["company"]["status"] == "rejected"
    assert machine.patch(path, json={"comment": "noted"}).status_code == 200


@pytest.mark.parametrize(
    "route", WRITES, ids=lambda route: f"{route.method} {route.path}"
)
def test_its_admins_change_nothing_of_it(world: World, route: Route):
    anna, machine = world.person(), world.machine()
    company = register(anna, **ADDRESSES)
    body = anna.get(f"/organisations/{company}").json()["company"]
    ids = {"id": company, "user_id": anna.id, "field": "credit_check"}
    ids["address_id"] = body["shipping_address"][0]["id"]
    machine.post(f"/registrations/{company}/rejection", json=REASON)
    template = route.path.removeprefix("/api/v1/{app_id}")
    path = re.sub(r"{(\w+)}", lambda name: str(ids.get(name[1], uuid7())), template)
    sent = {"files": {"file": ("a.pdf", PDF)}} if route.is_streamed else {}
    if route.body and not sent:
        sent = {"json": route.example}

    reply = anna.client.request(route.method, path, **sent)

    assert reply.status_code >= 400, reply.text


def test_its_numbers_are_free_for_others(world: World):
    anna, ben, machine = world.person(), world.person("ben"), world.machine()
    company = register(anna, **NUMBERS)
    machine.post(f"/registrations/{company}/rejection", json=REASON)

    free = ben.post("/organisations", json=new_company(**NUMBERS, status="active"))

    assert free.status_code == 200
    assert (
        anna.get(f"/organisations/{company}").json()["company"]["organisation_number"]
        == NUMBERS["organisation_number"]
    )


def test_a_rejection_can_be_withdrawn(world: World):
    anna, machine = world.person(), world.machine()
    company = register(anna, **NUMBERS)
    path = f"/registrations/{company}"
    machine.post(f"{path}/rejection", json=REASON)

    reply = machine.delete(f"{path}/rejection")

    told = reply.json()["registration"]
    assert (told["status"], told["decision"]) == ("pending", None)
    assert world.history(company)[-1] == "registration.reopened"
    assert anna.patch(f"/organisations/{company}", json={"label": "x"}).is_success
    assert machine.post(f"{path}/approval").is_success
    again = world.person("ben").post("/organisations", json=new_company(**NUMBERS))
    assert again.json()["code"] == "OrganisationNumberTaken"


def test_one_that_is_withdrawn_claims_no_number(world: World):
    machine = world.machine()
    company = register(world.person(), **NUMBERS)
    path = f"/registrations/{company}"
    machine.post(f"{path}/rejection", json=REASON)
    other = new_company(**NUMBERS, status="active")
    machine.post("/organisations", json=other).raise_for_status()

    assert machine.delete(f"{path}/rejection").status_code == 200

    refused = machine.post(f"{path}/approval")
    assert (refused.status_code, refused.json()["code"]) == (
        409,
        "OrganisationNumberTaken",
    )
    assert machine.get(path).json()["registration"]["status"] == "pending"


def test_what_is_not_rejected_has_no_rejection(world: World):
    company = register(world.person())

    reply = world.machine().delete(f"/registrations/{company}/rejection")

    assert (reply.status_code, reply.json()["code"]) == (404, "RejectionUnknown")


def test_users_do_not_withdraw_it(world: World):
    anna = world.person()
    company = register(anna)
    world.machine().post(f"/registrations/{company}/rejection", json=REASON)

    assert anna.delete(f"/registrations/{company}/rejection").status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": None},
        {"reason": 1},
        {"reason": ""},
        {"reason": " \n\u200b"},
        {"reason": "x" * 2001},
        {"reason": "a\u0000b"},
        {"reason": "No", "mail": False},
        [],
    ],
)
def test_it_needs_a_reason_that_can_be_read(world: World, body: object):
    company = register(world.person())

    reply = world.machine().post(f"/registrations/{company}/rejection", json=body)

    assert reply.status_code == 400
    assert world.mails() == []
