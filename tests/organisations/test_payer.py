"""Who pays: arranged in each way, at any time, and told why."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from paying import arrange, now, owner, payer, put_payer

from clients import Client
from koncern.base import Scope
from trees import add_company, in_time, put_parent
from world import World, add_customer, add_organization


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


def pointers(reply: Any) -> set[str]:
    assert reply.status_code == 400, reply.text
    return {each["pointer"] for each in reply.json()["errors"]}


def test_nothing_arranged_means_that_it_pays_itself(machine: Client):
    top = add_company(machine, "Top")
    a = add_company(machine, "A", top)

    found = payer(machine, a)

    assert found["invoice_owner"] == found["payment_owner"]
    assert found["invoice_owner"]["company_id"] == a
    assert (found["arrangement"], found["lapsed"]) == (None, None)
    assert found["invoice_owner"]["billing_ready"] is False


def test_each_way_leads_to_its_company(world: World, machine: Client):
    billing = world.customers()
    top, middle = add_company(machine, "Top"), add_customer(billing, "Middle")
    put_parent(machine, middle, top).raise_for_status()
    a = add_customer(billing, "A")
    put_parent(machine, a, middle).raise_for_status()
    other = add_customer(billing, "Other")
    made = add_organization(billing, other, a)

    for kind, named, expected in (
        ("parent", {}, middle),
        ("root", {}, top),
        ("ancestor", {"company_id": top}, top),
        ("customer_organization", {"customer_organization_id": made}, other),
        ("self", {}, a),
    ):
        found = arrange(machine, a, kind, **named)
        assert found["invoice_owner"]["company_id"] == expected, kind
        assert owner(machine, a) == expected
        told = found["arrangement"]["invoice_owner"]
        assert told["kind"] == kind
        assert {k: v for k, v in told.items() if v} == {"kind": kind} | named
    pays = arrange(machine, a, "parent", payment_owner="self")
    assert pays["invoice_owner"]["company_id"] == middle
    assert pays["payment_owner"]["company_id"] == a
    assert world.history(a).count("company.payer_arranged") == 6


def test_a_group_is_moved_and_what_was_before_stays_true(machine: Client):
    one, two = add_company(machine, "One"), add_company(machine, "Two")
    group = add_company(machine, "Group", one)
    a, b = (add_company(machine, name, group) for name in "AB")
    arrange(machine, a, "root")
    arrange(machine, b, "ancestor", company_id=one)
    before = now()
    seen = put_parent(machine, group, two)
    assert seen.status_code == 200

    assert (owner(machine, a, before), owner(machine, a)) == (one, two)
    assert owner(machine, b, before) == one
    lapsed = payer(machine, b)
    assert lapsed["invoice_owner"]["company_id"] == b
    assert lapsed["lapsed"]["code"] == "not_above"
    assert "itself" in lapsed["lapsed"]["detail"]
    put_parent(machine, group, one).raise_for_status()
    assert payer(machine, b)["lapsed"] is None


def test_it_follows_the_organization_of_each_time(world: World, machine: Client):
    billing = world.customers()
    first, second, a = (add_customer(billing, name) for name in ("1", "2", "A"))
    made = add_organization(billing, first, a)
    path = f"/customer-organizations/{made}"
    arrange(machine, a, "customer_organization", customer_organization_id=made)
    times = [now()]
    billing.put(f"{path}/owner", json={"ownerId": second}).raise_for_status()
    times.append(now())
    billing.delete(f"{path}/members/{a}").raise_for_status()
    times.append(now())
    billing.delete(path).raise_for_status()

    assert [owner(machine, a, at) for at in times] == [first, second, a]
    assert payer(machine, a, times[2])["lapsed"]["code"] == "not_a_member"
    assert payer(machine, a)["lapsed"]["code"] == "organization_gone"


def test_it_is_arranged_ahead_and_takes_effect_by_its_date(machine: Client):
    top = add_company(machine, "Top")
    a = add_company(machine, "A", top)
    soon, later = in_time(days=1), in_time(days=2)
    arrange(machine, a, "parent", effective_at=soon)
    arrange(machine, a, "self", effective_at=later)

    times = [None, soon, later]
    assert [owner(machine, a, at) for at in times] == [a, top, a]
    arrange(machine, a, "root", payment_owner="self")
    assert [owner(machine, a, at) for at in times] == [top, top, a]
    arrange(machine, a, "self", effective_at=soon)
    assert [owner(machine, a, at) for at in times] == [top, a, a]
    told = machine.get(f"/organisations/{a}/payer/history").json()["arrangements"]
    kinds = [each["invoice_owner"]["kind"] for each in told]
    assert kinds == ["self", "self", "root"]
    assert [each["until"] for each in told[1:]] == [each["since"] for each in told[:2]]


def test_the_past_is_corrected_with_a_reason_and_remembered(
    world: World, machine: Client
):
    top = add_company(machine, "Top")
    a = add_company(machine, "A", top)
    before = now()
    arrange(machine, a, "root")
    later = now()
    arrange(machine, a, "self")

    silent = put_payer(machine, a, "parent", effective_at=before)
    assert pointers(silent) == {"/reason"}
    early = put_payer(
        machine, a, "parent", effective_at="2001-01-01T00:00:00Z", reason="Why"
    )
    assert pointers(early) == {"/effective_at"}
    arrange(machine, a, "parent", effective_at=before, reason="Told late.")

    assert owner(machine, a, before) == top
    kind = payer(machine, a, later)["arrangement"]["invoice_owner"]["kind"]
    assert (kind, owner(machine, a)) == ("root", a)
    told = machine.get(f"/organisations/{a}/payer/history").json()["arrangements"]
    (believed,) = [each for each in told if each["corrected_at"]]
    assert believed["invoice_owner"]["kind"] == "self"
    assert believed["reason"] == "Told late."
    assert world.history(a)[-1] == "company.payer_corrected"


def test_what_cannot_be_is_refused_at_its_place(world: World, machine: Client):
    top, other = add_company(machine, "Top"), add_company(machine, "Other")
    a = add_company(machine, "A", top)
    company, place = (
        "/invoice_owner/company_id",
        "/invoice_owner/customer_organization_id",
    )
    billing = world.customers()
    made = add_organization(billing, add_customer(billing), add_customer(billing))
    for kind, named, where in (
        ("ancestor", {}, {company}),
        ("ancestor", {"company_id": a}, {company}),
        ("ancestor", {"company_id": other}, {company}),
        ("ancestor", {"company_id": str(uuid4())}, {company}),
        ("root", {"company_id": top}, {company}),
        ("customer_organization", {}, {place}),
        ("customer_organization", {"customer_organization_id": made}, {place}),
        ("customer_organization", {"customer_organization_id": str(uuid4())}, {place}),
        ("nobody", {}, {"/invoice_owner/kind"}),
        ("parent", {"effective_at": "9999-12-31T23:59:59-14:00"}, {"/effective_at"}),
        ("parent", {"payment_owner": "root", "more": 1}, {"/payment_owner", "/more"}),
    ):
        assert pointers(put_payer(machine, a, kind, **named)) == where
    machine.delete(f"/organisations/{top}?children=lift").raise_for_status()
    assert put_payer(machine, str(uuid4()), "root").status_code == 404
    machine.delete(f"/organisations/{a}").raise_for_status()
    assert put_payer(machine, a, "root").json()["code"] == "CompanyArchived"
    assert owner(machine, a) == a


def test_an_archived_company_is_not_named(machine: Client, world: World):
    billing = world.customers()
    top = add_customer(billing, "Top")
    a = add_company(machine, "A", top)
    arrange(machine, a, "parent")
    billing.post(f"/customers/{top}/archive").raise_for_status()

    refused = put_payer(machine, a, "ancestor", company_id=top)

    assert (refused.status_code, refused.json()["code"]) == (409, "PayerArchived")
    assert payer(machine, a)["invoice_owner"]["archived_at"]


def test_times_that_cannot_be_are_refused(machine: Client):
    a = add_company(machine, "A")
    for path in ("payer", "roll-up"):
        url = f"/organisations/{a}/{path}"
        for at in (
            "now",
            "2026-01-01",
            "0001-01-01T00:00:00Z",
            "null",
            "1999-01-01T00:00Z",
        ):
            assert pointers(machine.get(url, params={"at": at})) == {"/at"}
        assert machine.get(f"/organisations/{uuid4()}/{path}").status_code == 404


def test_people_see_ids_of_what_is_above_them_and_change_nothing(
    world: World, machine: Client
):
    anna, charlie = world.person("anna"), world.person("charlie")
    top = add_company(machine, "Top")
    a = add_company(anna, "A")
    put_parent(machine, a, top).raise_for_status()
    arrange(machine, a, "parent")

    seen = payer(anna, a)["invoice_owner"]
    assert (seen["company_id"], seen["name"], seen["billing_ready"]) == (
        top,
        None,
        None,
    )
    assert payer(machine, a)["invoice_owner"]["name"] == "Top"
    assert anna.get(f"/organisations/{a}/payer/history").status_code == 200
    assert put_payer(anna, a, "self").status_code == 403
    assert put_payer(world.machine(Scope.READ), a, "self").status_code == 403
    for path in ("payer", "payer/history", "roll-up"):
        assert charlie.get(f"/organisations/{a}/{path}").status_code == 404
    assert put_payer(charlie, a, "self").status_code == 404


def test_a_version_is_counted_and_demanded(world: World, machine: Client):
    top = add_company(machine, "Top")
    a = add_company(machine, "A", top)
    url, body = f"/organisations/{a}/payer", {"invoice_owner": {"kind": "root"}}

    first = machine.put(url, json=body, headers={"if-match": '"1"'})
    stale = machine.put(url, json=body, headers={"if-match": '"1"'})
    again = machine.put(url, json=body)

    assert (first.headers["etag"], stale.status_code) == ('"2"', 412)
    assert again.headers["etag"] == '"2"'
    assert machine.get(f"/organisations/{a}").headers["etag"] == '"2"'
    assert world.history(a).count("company.payer_arranged") == 1


def test_many_at_once_follow_each_other(world: World, machine: Client):
    top = add_company(machine, "Top")
    a = add_company(machine, "A", top)
    clients = [world.machine() for _ in range(8)]

    def change(place: int) -> int:
        kind = ("self", "parent", "root")[place % 3]
        return int(put_payer(clients[place % 8], a, kind).status_code)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(change, range(40))) == {200}

    told = machine.get(f"/organisations/{a}/payer/history").json()["arrangements"]
    assert len(told) == world.history(a).count("company.payer_arranged")
    assert [each["until"] for each in told[1:]] == [each["since"] for each in told[:-1]]
