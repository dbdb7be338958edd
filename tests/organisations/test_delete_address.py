"""Deleting an address of a company."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from addresses import added, defaults, listed, register

from world import World

_BESIDE = ("kind", "restricted_to")


def test_it_is_shown_for_the_last_time(world: World):
    anna = world.person()
    company = register(anna)
    made = added(anna, company)
    path = f"/organisations/{company}/addresses/{made['id']}"

    gone = anna.delete(path)

    assert gone.status_code == 200
    assert gone.json()["address"] == made
    assert anna.get(path).status_code == 404
    assert (
        anna.get(f"/organisations/{company}").json()["company"]["shipping_address"]
        == []
    )
    assert world.history(company)[-1] == "address.deleted"


def test_of_a_default_the_oldest_other_one_becomes_it(world: World):
    anna = world.person()
    company = register(anna)
    first, second, third = (added(anna, company)["id"] for _ in range(3))
    ids = {each["id"]: each for each in listed(anna, company, "?kind=shipping")}
    reordered = [
        {name: ids[id_][name] for name in ids[id_] if name not in _BESIDE}
        for id_ in (third, second, first)
    ]
    anna.patch(f"/organisations/{company}", json={"shipping_address": reordered})
    assert defaults(anna, company) == [first]

    anna.delete(f"/organisations/{company}/addresses/{first}")

    assert defaults(anna, company) == [second]
    anna.delete(f"/organisations/{company}/addresses/{third}")
    assert defaults(anna, company) == [second]


def test_a_customer_keeps_one_that_invoices_can_use(world: World):
    machine = world.machine()
    company = register(machine, tax_status="TAXED")
    (billing,) = listed(machine, company, "?kind=billing")
    path = f"/organisations/{company}/addresses/{billing['id']}"

    refused = machine.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "BillingIncomplete")
    added(machine, company, kind="billing")

    assert machine.delete(path).status_code == 200
    assert machine.get(f"/organisations/{company}").json()["company"]["billing_ready"]


def test_one_that_is_no_customer_may_lose_all(world: World):
    anna = world.person()
    company = register(anna, email=None)
    (billing,) = listed(anna, company)

    assert (
        anna.delete(f"/organisations/{company}/addresses/{billing['id']}").status_code
        == 200
    )
    assert listed(anna, company) == []


def test_one_by_which_the_companys_number_is_read_stays(world: World):
    anna = world.person()
    company = register(anna, organisation_number="556036-0793")
    (billing,) = listed(anna, company)
    norway = {"country": "NO", "postal_code": "0150", "city": "Oslo"}
    added(anna, company, kind="billing", **norway)

    reply = anna.delete(f"/organisations/{company}/addresses/{billing['id']}")

    assert reply.status_code == 409
    assert reply.json()["code"] == "NumbersOfAnotherCountry"


def test_of_many_at_once_one_deletes(world: World):
    anna = world.person()
    company = register(anna)
    path = f"/organisations/{company}/addresses/{added(anna, company)['id']}"

    with ThreadPoolExecutor(6) as threads:
        replies = list(threads.map(lambda _: anna.delete(path), range(6)))

    assert Counter(reply.status_code for reply in replies) == {200: 1, 404: 5}
    history = world.history(company)
    assert history.count("address.deleted") == 1


def test_an_archived_company_keeps_its_own(world: World):
    anna = world.person()
    company = register(anna)
    made = added(anna, company)
    world.machine().delete(f"/organisations/{company}")

    reply = anna.delete(f"/organisations/{company}/addresses/{made['id']}")

    assert (reply.status_code, reply.json()["code"]) == (409, "CompanyArchived")
    assert made in listed(anna, company)


def test_only_the_version_that_was_read_is_deleted(world: World):
    anna = world.person()
    company = register(anna)
    path = f"/organisations/{company}/addresses/{added(anna, company)['id']}"

    stale = anna.delete(path, headers={"if-match": '"1"'})
    fresh = anna.delete(path, headers={"if-match": '"2"'})

    assert (stale.status_code, fresh.status_code) == (412, 200)
