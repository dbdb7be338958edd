"""Joining and leaving later: planned, seen before, changed, and done when it is time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from clients import Client
from koncern.base import Scope
from patience import wait_until
from world import World, add_customer, add_organization


@pytest.fixture
def billing(world: World) -> Client:
    return world.customers()


def in_time(**ahead: float) -> str:
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


def plan(client: Client, path: str, customer: str, change: str, at: str) -> Any:
    """Schedule a change; return the reply."""
    body = {"customerId": customer, "change": change, "effectiveAt": at}
    return client.post(f"{path}/scheduled-changes", json=body)


def planned(client: Client, path: str, customer: str, change: str, at: str) -> str:
    """Schedule a change; return its id."""
    reply = plan(client, path, customer, change, at)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


def until_decided(client: Client, path: str, change: str) -> dict[str, Any]:
    """Wait until a change is pending no longer."""

    def decided() -> dict[str, Any] | None:
        found = client.get(f"{path}/scheduled-changes/{change}").json()
        return None if found["state"] == "pending" else found

    return wait_until(decided, "still pending")


def members(client: Client, path: str, at: str | None = None) -> list[str]:
    reply = client.get(path, params={"asOf": at} if at else {})
    assert reply.status_code == 200, reply.text
    return [each["name"] for each in reply.json()["members"]]


def code(reply: Any) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


def test_customers_join_and_leave_by_themselves(world: World, billing: Client):
    owner, a, b = (add_customer(billing, name) for name in ("Owner", "A", "B"))
    made = add_organization(billing, owner, a)
    path = f"/customer-organizations/{made}"
    at = in_time(seconds=1)
    joins = planned(billing, path, b, "join", at)
    leaves = planned(billing, path, a, "leave", at)

    assert members(billing, path) == ["A"]
    assert members(billing, path, at) == ["B"]
    assert until_decided(billing, path, joins)["state"] == "done"
    assert until_decided(billing, path, leaves)["state"] == "done"
    assert members(billing, path) == ["B"]
    history = billing.get(f"{path}/members/history").json()["items"]
    told = datetime.fromisoformat(at)
    assert datetime.fromisoformat(history[0]["until"]) == told
    assert datetime.fromisoformat(history[1]["since"]) == told
    happened = world.history(made)
    assert happened.count("customer_organization.members_changed") == 3
    assert happened.count("customer_organization.change_done") == 2
    listed = billing.get(f"{path}/scheduled-changes?state=done").json()["items"]
    assert {each["id"] for each in listed} == {joins, leaves}


def test_what_has_become_impossible_fails_and_says_why(world: World, billing: Client):
    names = ("Owner", "Archived", "Upper", "Gone", "New")
    owner, archived, upper, gone, new = (add_customer(billing, n) for n in names)
    path = f"/customer-organizations/{add_organization(billing, owner, gone)}"
    other = f"/customer-organizations/{add_organization(billing, owner)}"
    at = in_time(seconds=1.5)
    changes = {
        "CustomerArchived": (path, planned(billing, path, archived, "join", at)),
        "OwnershipCircle": (path, planned(billing, path, upper, "join", at)),
        "MemberUnknown": (path, planned(billing, path, gone, "leave", at)),
        "CustomerOrganizationUnknown": (
            other,
            planned(billing, other, new, "join", at),
        ),
    }
    billing.post(f"/customers/{archived}/archive").raise_for_status()
    add_organization(billing, upper, owner)
    billing.delete(f"{path}/members/{gone}").raise_for_status()
    billing.delete(other).raise_for_status()

    for failure, (where, change) in changes.items():
        failed = until_decided(billing, where, change)
        assert (failed["state"], failed["failure"]) == ("failed", failure)
        assert failed["failureDetail"]
    assert members(billing, path) == []
    made = path.rsplit("/", 1)[1]
    assert world.history(made).count("customer_organization.change_failed") == 3


def test_who_owns_it_by_then_does_not_join(billing: Client):
    owner, buyer = add_customer(billing, "Owner"), add_customer(billing, "Buyer")
    path = f"/customer-organizations/{add_organization(billing, owner)}"
    joins = planned(billing, path, buyer, "join", in_time(seconds=1))
    billing.put(f"{path}/owner", json={"ownerId": buyer}).raise_for_status()

    failed = until_decided(billing, path, joins)

    assert (failed["state"], failed["failure"]) == ("failed", "MemberChangeNeedless")
    assert "owns" in failed["failureDetail"]


def test_it_is_changed_and_withdrawn_until_it_is_done(world: World, billing: Client):
    owner, a = add_customer(billing, "Owner"), add_customer(billing, "A")
    made = add_organization(billing, owner)
    path = f"/customer-organizations/{made}"
    soon, later = in_time(days=1), in_time(days=2)
    change = planned(billing, path, a, "join", soon)
    one = f"/customer-organizations/{made}/scheduled-changes/{change}"

    changed = billing.put(one, json={"effectiveAt": later, "reason": "Later."})
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"2"'
    assert members(billing, path, soon) == []
    assert members(billing, path, later) == ["A"]
    assert billing.get(one).json() == changed.json()
    stale = billing.delete(one, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    past = billing.put(one, json={"effectiveAt": in_time(days=-1)})
    assert past.json()["errors"][0]["pointer"] == "/effectiveAt"

    assert billing.delete(one).json()["state"] == "withdrawn"
    assert members(billing, path, later) == []
    assert code(billing.delete(one)) == (409, "MemberChangeDecided")
    assert code(billing.put(one, json={"effectiveAt": soon}))[0] == 409
    elsewhere = add_organization(billing, owner)
    moved = one.replace(made, elsewhere)
    for reply in (billing.get(moved), billing.delete(moved)):
        assert code(reply) == (404, "MemberChangeUnknown")
    assert world.history(made)[-3:] == [
        f"customer_organization.change_{came}"
        for came in ("scheduled", "rescheduled", "withdrawn")
    ]


def test_changes_of_one_customer_follow_each_other(billing: Client):
    owner, a = add_customer(billing, "Owner"), add_customer(billing, "A")
    path = f"/customer-organizations/{add_organization(billing, owner)}"
    joins = planned(billing, path, a, "join", in_time(days=2))
    at = in_time(days=4)
    leaves = planned(billing, path, a, "leave", at)

    for change, when, failure in (
        ("leave", in_time(days=1), "MemberChangeNeedless"),
        ("join", in_time(days=1), "MemberChangeOverlaps"),
        ("join", in_time(days=3), "MemberChangeNeedless"),
        ("leave", in_time(days=3), "MemberChangeOverlaps"),
        ("join", at, "MemberChangeOverlaps"),
        ("leave", in_time(days=5), "MemberChangeNeedless"),
    ):
        assert code(plan(billing, path, a, change, when)) == (409, failure)
    one = f"{path}/scheduled-changes"
    assert code(billing.delete(f"{one}/{joins}")) == (409, "MemberChangeOverlaps")
    behind = billing.put(f"{one}/{joins}", json={"effectiveAt": in_time(days=5)})
    assert code(behind) == (409, "MemberChangeOverlaps")
    again = planned(billing, path, a, "join", in_time(days=6))
    for change in (again, leaves, joins):
        assert billing.delete(f"{one}/{change}").status_code == 200


def test_what_cannot_be_is_refused_at_once(world: World, billing: Client):
    owner, a, upper = (add_customer(billing, name) for name in ("Owner", "A", "U"))
    path = f"/customer-organizations/{add_organization(billing, owner)}"
    add_organization(billing, upper, owner)
    at = in_time(days=1)

    assert code(plan(billing, path, owner, "join", at)) == (409, "MemberChangeNeedless")
    assert code(plan(billing, path, upper, "join", at)) == (409, "OwnershipCircle")
    unknown = plan(billing, path, str(uuid4()), "join", at)
    assert code(unknown) == (400, "CustomersUnknown")
    assert unknown.json()["errors"][0]["pointer"] == "/customerId"
    billing.post(f"/customers/{a}/archive").raise_for_status()
    assert code(plan(billing, path, a, "join", at)) == (409, "CustomerArchived")
    for when in (in_time(days=-1), "9999-12-31T23:59:59-14:00", "soon"):
        assert plan(billing, path, a, "join", when).status_code == 400
    body = {"customerId": a, "change": "stay", "effectiveAt": at, "more": 1}
    faults = billing.post(f"{path}/scheduled-changes", json=body).json()["errors"]
    assert {each["pointer"] for each in faults} == {"/change", "/more"}
    nowhere = f"/customer-organizations/{uuid4()}"
    assert plan(billing, nowhere, a, "join", at).status_code == 404
    assert billing.get(f"{nowhere}/scheduled-changes").status_code == 404
    reader = world.customers(Scope.READ)
    assert plan(reader, path, a, "join", at).status_code == 403


def test_of_two_at_once_one_is_planned(world: World, billing: Client):
    owner, a = add_customer(billing, "Owner"), add_customer(billing, "A")
    path = f"/customer-organizations/{add_organization(billing, owner)}"
    clients = [world.customers() for _ in range(6)]

    def join(place: int) -> int:
        at = in_time(days=place + 1)
        return int(plan(clients[place], path, a, "join", at).status_code)

    with ThreadPoolExecutor(6) as pool:
        came = sorted(pool.map(join, range(6)))

    assert came == [201, 409, 409, 409, 409, 409]
