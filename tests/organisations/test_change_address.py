"""Changing an address of a company."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from addresses import added, defaults, join, listed, register

from koncern.base import Scope
from world import World


def test_what_is_sent_changes_and_the_rest_stays(world: World):
    anna = world.person()
    company = register(anna)
    made = added(anna, company, name="Warehouse", co_address="Gate 3")

    reply = anna.patch(
        f"/organisations/{company}/addresses/{made['id']}",
        json={"name": "Depot", "co_address": None},
    )

    assert reply.status_code == 200
    after = reply.json()["address"]
    changed = {name for name in made if made[name] != after[name]}
    assert changed == {"name", "co_address", "updated_at"}
    assert listed(anna, company, "?kind=shipping") == [after]
    assert world.history(company)[-1] == "address.changed"


def test_what_changes_nothing_counts_no_version(world: World):
    anna = world.person()
    company = register(anna)
    path = f"/organisations/{company}/addresses/{added(anna, company)['id']}"
    read = anna.get(path)

    reply = anna.patch(path, json=read.json()["address"])

    assert reply.status_code == 200
    assert reply.headers["etag"] == read.headers["etag"]
    assert reply.json() == read.json()
    assert world.history(company)[-1] == "address.created"


def test_a_default_takes_over_and_is_handed_on(world: World):
    anna = world.person()
    company = register(anna)
    first, second, third = (added(anna, company)["id"] for _ in range(3))
    path = f"/organisations/{company}/addresses"

    anna.patch(f"{path}/{third}", json={"is_default": True})
    assert defaults(anna, company) == [third]
    anna.patch(f"{path}/{third}", json={"is_default": False})
    assert defaults(anna, company) == [first]
    anna.patch(f"{path}/{first}", json={"is_default": None})
    assert defaults(anna, company) == [second]


def test_the_only_one_of_its_kind_stays_the_default(world: World):
    anna = world.person()
    company = register(anna)
    only = added(anna, company)["id"]

    reply = anna.patch(
        f"/organisations/{company}/addresses/{only}", json={"is_default": False}
    )

    assert reply.json()["address"]["is_default"] is True


def test_of_two_defaults_at_once_one_is_left(world: World):
    anna = world.person()
    company = register(anna)
    ids = [added(anna, company)["id"] for _ in range(4)]

    def make_default(id_: str) -> int:
        path = f"/organisations/{company}/addresses/{id_}"
        return anna.patch(path, json={"is_default": True}).status_code

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(make_default, ids * 2)) == [200] * 8

    (left,) = defaults(anna, company)
    assert left in ids


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"postal_code": "4110"}, "/postal_code"),
        ({"country": "XX"}, "/country"),
        ({"kind": "billing"}, "/kind"),
        ({"kind": "home"}, "/kind"),
        ({"is_default": "yes"}, "/is_default"),
        ({"emial": 1}, "/emial"),
    ],
)
def test_what_is_wrong_is_named(world: World, patch: dict[str, Any], pointer: str):
    anna = world.person()
    company = register(anna)
    made = added(anna, company)

    reply = anna.patch(f"/organisations/{company}/addresses/{made['id']}", json=patch)

    assert reply.status_code == 400
    assert [each["pointer"] for each in reply.json()["errors"]] == [pointer]
    assert listed(anna, company, "?kind=shipping") == [made]


def test_another_postal_code_goes_with_another_country(world: World):
    anna = world.person()
    company = register(anna)
    path = f"/organisations/{company}/addresses/{added(anna, company)['id']}"

    alone = anna.patch(path, json={"country": "NO"})
    both = anna.patch(path, json={"country": "NO", "postal_code": "0150"})

    assert alone.status_code == 400
    assert alone.json()["errors"][0]["pointer"] == "/postal_code"
    assert both.json()["address"]["country"] == "NO"


def test_a_customer_keeps_what_its_invoices_need(world: World):
    machine = world.machine()
    company = register(machine, tax_status="TAXED")
    assert machine.get(f"/organisations/{company}").json()["company"]["billing_ready"]
    (billing,) = listed(machine, company, "?kind=billing")
    path = f"/organisations/{company}/addresses/{billing['id']}"

    reply = machine.patch(path, json={"city": None})

    assert (reply.status_code, reply.json()["code"]) == (409, "BillingIncomplete")
    assert listed(machine, company, "?kind=billing") == [billing]
    half = {"kind": "billing", "city": "Lund", "is_default": True}
    assert (
        machine.post(f"/organisations/{company}/addresses", json=half).status_code
        == 409
    )


def test_the_companys_number_is_then_of_the_new_country(world: World):
    anna = world.person()
    company = register(anna, organisation_number="556036-0793")
    (billing,) = listed(anna, company)
    path = f"/organisations/{company}/addresses/{billing['id']}"

    reply = anna.patch(path, json={"country": "KE", "postal_code": "20100"})

    assert (reply.status_code, reply.json()["address"]["country"]) == (200, "KE")
    assert register(anna, organisation_number="556036-0793") != company


def test_those_of_others_are_not_there(world: World, other_world: World):
    anna, ben = world.person(), world.person("ben")
    company, second = register(anna), register(ben)
    made = added(ben, second)["id"]

    for address in (made, uuid4(), company):
        for reply in (
            anna.get(f"/organisations/{company}/addresses/{address}"),
            anna.patch(
                f"/organisations/{company}/addresses/{address}", json={"city": "X"}
            ),
            anna.delete(f"/organisations/{company}/addresses/{address}"),
        ):
            assert (reply.status_code, reply.json()["code"]) == (404, "AddressUnknown")
    reply = anna.patch(f"/organisations/{second}/addresses/{made}", json={"city": "X"})
    assert (reply.status_code, reply.json()["code"]) == (404, "CompanyUnknown")
    theirs = other_world.machine()
    path = f"/organisations/{second}/addresses/{made}"
    assert theirs.patch(path, json={"city": "X"}).status_code == 404
    assert anna.get(f"/organisations/{company}/addresses/7").status_code == 400


def test_members_and_readers_may_not(world: World):
    anna = world.person()
    company = register(anna)
    path = f"/organisations/{company}/addresses/{added(anna, company)['id']}"

    for who in (join(world, company, "ben"), world.machine(Scope.READ)):
        assert who.patch(path, json={"city": "X"}).status_code == 403
        assert who.delete(path).status_code == 403


def test_only_the_version_that_was_read_is_changed(world: World):
    anna = world.person()
    company = register(anna)
    path = f"/organisations/{company}/addresses/{added(anna, company)['id']}"

    stale = anna.patch(path, json={"city": "X"}, headers={"if-match": '"1"'})
    fresh = anna.patch(path, json={"city": "Y"}, headers={"if-match": '"2"'})

    assert (stale.status_code, fresh.status_code) == (412, 200)
