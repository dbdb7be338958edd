"""Adding an address to a company, and reading its addresses."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from addresses import STREET, add, added, defaults, join, listed, register

from koncern.base import Scope
from world import World


def test_it_is_shown_in_its_list_and_in_the_company(world: World):
    anna = world.person()
    company = register(anna)

    reply = add(anna, company, name="Main Warehouse")

    assert reply.status_code == 201
    made = reply.json()["address"]
    assert made | STREET | {"name": "Main Warehouse", "is_default": True} == made
    assert (made["kind"], made["restricted_to"]) == ("shipping", [])
    assert made["company_id"] == company
    read = anna.get(f"/organisations/{company}/addresses/{made['id']}")
    assert read.json() == reply.json()
    assert read.headers["etag"] == reply.headers["etag"] == '"2"'
    (printed,) = anna.get(f"/organisations/{company}").json()["company"][
        "shipping_address"
    ]
    assert printed == {name: made[name] for name in printed}
    assert [each["kind"] for each in listed(anna, company)] == ["billing", "shipping"]
    assert listed(anna, company, "?kind=shipping") == [made]
    (fault,) = anna.get(f"/organisations/{company}/addresses?kind=home").json()[
        "errors"
    ]
    assert fault["detail"] == "cannot be 'home'; it is one of billing, shipping"


def test_it_is_on_the_record(world: World):
    anna = world.person()
    company = register(anna)
    made = added(anna, company)

    types = world.history(company)
    assert types[-2:] == ["company.changed", "address.created"]
    (event,) = world.operator.query(
        "SELECT after->>'id' AS id, after->>'kind' AS kind FROM event "
        "WHERE app_id = $1 AND type = 'address.created'",
        world.app,
    )
    assert event == {"id": made["id"], "kind": "shipping"}


def test_the_first_of_a_kind_is_default_and_a_new_one_can_take_that_over(world: World):
    anna = world.person()
    company = register(anna)
    first = added(anna, company, is_default=False)
    assert defaults(anna, company) == [first["id"]]

    second = added(anna, company)
    assert defaults(anna, company) == [first["id"]]
    third = added(anna, company, is_default=True)

    assert defaults(anna, company) == [third["id"]]
    assert [each["id"] for each in listed(anna, company, "?kind=shipping")] == [
        each["id"] for each in (first, second, third)
    ]
    assert len(defaults(anna, company, "billing")) == 1


def test_of_several_new_defaults_at_once_one_is_left(world: World):
    anna = world.person()
    company = register(anna)

    with ThreadPoolExecutor(6) as threads:
        replies = list(
            threads.map(lambda _: add(anna, company, is_default=True), range(6))
        )

    assert {reply.status_code for reply in replies} == {201}
    assert len(listed(anna, company, "?kind=shipping")) == 6
    assert len(defaults(anna, company)) == 1


def test_nothing_but_the_kind_must_be_given(world: World):
    anna = world.person()
    company = register(anna)
    path = f"/organisations/{company}/addresses"

    bare = anna.post(path, json={"kind": "shipping"})
    assert bare.status_code == 201
    assert bare.json()["address"]["country"] is None
    partly = {"kind": "billing", "country": "US", "postal_code": "90210"}
    assert anna.post(path, json=partly).status_code == 201


@pytest.mark.parametrize(
    ("facts", "pointer", "detail"),
    [
        (
            {"postal_code": "1234"},
            "/postal_code",
            "1234 is no postal code of Sweden; one looks like 11455",
        ),
        ({"country": "UK"}, "/country", "UK is no country of ISO 3166-1 (the United"),
        (
            {"country": "US", "state_province": "Skåne"},
            "/state_province",
            "Skåne is no",
        ),
        ({"phone": "12"}, "/phone", "is no phone number of Sweden: it is too short"),
        ({"kind": "home"}, "/kind", "cannot be 'home'; it is one of billing, shipping"),
        ({"kind": None}, "/kind", "must be text, not null"),
        ({"zip": "1"}, "/zip", "is no field of this object"),
        ({"city": 7}, "/city", "must be text or null, not a whole number"),
        ({"city": "x" * 301}, "/city", "must have at most 300 characters"),
        ({"city": "a\0"}, "/city", "holds the character U+0000"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(
    world: World, facts: dict[str, Any], pointer: str, detail: str
):
    anna = world.person()
    company = register(anna)

    reply = add(anna, company, **facts)

    assert reply.status_code == 400
    told = {each["pointer"]: each["detail"] for each in reply.json()["errors"]}
    assert told[pointer].startswith(detail)
    assert listed(anna, company, "?kind=shipping") == []


def test_states_may_be_named_or_coded(world: World):
    anna = world.person()
    company = register(anna)
    there = {"country": "US", "city": "New York", "postal_code": "10001"}

    for state in ("NY", "New York", "new york"):
        made = added(anna, company, **there, state_province=state)
        assert made["state_province"] == state


def test_there_are_at_most_a_hundred_of_a_kind(world: World):
    machine = world.machine()
    company = register(machine, shipping_address=[STREET] * 100)

    reply = add(machine, company)

    assert (reply.status_code, reply.json()["code"]) == (409, "AddressesFull")
    assert add(machine, company, kind="billing").status_code == 201


def test_a_country_that_the_companys_number_is_not_of_is_refused(world: World):
    anna = world.person()
    company = register(anna, organisation_number="556036-0793")
    norway = {"country": "NO", "postal_code": "0150", "city": "Oslo"}

    reply = add(anna, company, kind="billing", **norway, is_default=True)

    assert reply.status_code == 409
    assert reply.json()["code"] == "NumbersOfAnotherCountry"
    assert "organisation_number is no organisation number of Norway" in reply.text
    assert add(anna, company, kind="billing", **norway).status_code == 201


def test_what_was_kept_before_a_rule_does_not_stand_against_it(world: World):
    anna = world.person()
    company = register(anna, shipping_address=[STREET])
    world.operator.query(
        "UPDATE company SET shipping_address = jsonb_set(shipping_address, "
        "'{0,postal_code}', '\"4\"') WHERE app_id = $1 RETURNING id",
        world.app,
    )

    assert add(anna, company, is_default=True).status_code == 201

    old, new = listed(anna, company, "?kind=shipping")
    assert (old["postal_code"], new["postal_code"]) == ("4", "411 05")
    kept = {"shipping_address": [old_one(old), old_one(new)], "comment": "as read"}
    assert anna.patch(f"/organisations/{company}", json=kept).status_code == 200
    kept["shipping_address"][0]["city"] = "Malmö"
    assert anna.patch(f"/organisations/{company}", json=kept).status_code == 400


def old_one(address: dict[str, Any]) -> dict[str, Any]:
    return {
        name: address[name] for name in address if name not in ("kind", "restricted_to")
    }


def test_admins_and_credentials_may_and_nobody_else(world: World, other_world: World):
    company = register(world.person())
    ben, charlie = join(world, company, "ben"), world.person("charlie")

    assert add(world.machine(), company).status_code == 201
    refused = {
        ben: (403, "AdminNeeded"),
        charlie: (404, "CompanyUnknown"),
        world.machine(Scope.READ): (403, "ScopeLacking"),
    }
    for who, told in refused.items():
        reply = add(who, company)
        assert (reply.status_code, reply.json()["code"]) == told
    assert (
        other_world.machine().get(f"/organisations/{company}/addresses").status_code
        == 404
    )
    assert charlie.get(f"/organisations/{company}/addresses").status_code == 404
    assert len(listed(ben, company)) == 2
    assert (
        charlie.get(f"/organisations/{company}/addresses/{uuid4()}").status_code == 404
    )


def test_a_pending_company_is_completed_and_an_archived_one_is_not(world: World):
    anna, machine = world.person(), world.machine()
    company = register(anna, status="pending")

    assert add(anna, company).status_code == 201
    machine.delete(f"/organisations/{company}")

    reply = add(anna, company)
    assert (reply.status_code, reply.json()["code"]) == (409, "CompanyArchived")
    assert len(listed(anna, company)) == 2


def test_a_repeat_adds_one_and_a_stale_version_none(world: World):
    anna = world.person()
    company = register(anna)
    body = {"kind": "shipping"} | STREET

    replies = [
        anna.post(f"/organisations/{company}/addresses", json=body, headers=headers)
        for headers in (
            {"idempotency-key": "a", "if-match": '"1"'},
            {"idempotency-key": "a", "if-match": '"1"'},
            {"if-match": '"1"'},
        )
    ]

    assert Counter(reply.status_code for reply in replies) == {201: 2, 412: 1}
    assert len(listed(anna, company, "?kind=shipping")) == 1
