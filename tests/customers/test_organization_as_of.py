"""Organizations at any time: as they were, as they are, and when they are gone."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from clients import Client
from world import World, add_customer, add_organization

REMOVE = "remove(o, ARRAY[$3::uuid], clock_timestamp())"


@pytest.fixture
def billing(world: World) -> Client:
    return world.customers()


def now() -> str:
    return datetime.now(UTC).isoformat()


def members(reply: Any) -> list[str]:
    assert reply.status_code == 200, reply.text
    return [each["name"] for each in reply.json()["members"]]


def test_members_who_left_are_there_at_the_time_when_they_were(billing: Client):
    owner, a, b, c = (add_customer(billing, name) for name in ("Owner", "A", "B", "C"))
    path = f"/customer-organizations/{add_organization(billing, owner, a, b)}"
    first = now()
    billing.put(f"{path}/members", json={"customerIds": [b, c]}).raise_for_status()
    second = now()
    billing.delete(f"{path}/members/{b}").raise_for_status()
    billing.post(f"{path}/members", json={"customerIds": [a]}).raise_for_status()

    assert members(billing.get(path, params={"asOf": first})) == ["A", "B"]
    assert members(billing.get(path, params={"asOf": second})) == ["B", "C"]
    assert members(billing.get(path, params={"asOf": now()})) == ["C", "A"]
    today = billing.get(path)
    as_of_now = billing.get(path, params={"asOf": now()})
    assert today.content == as_of_now.content
    past = {"if-match": as_of_now.headers["etag"]}
    assert billing.delete(path, headers=past).status_code == 412
    assert today.headers["etag"] == '"5"'


def test_an_organization_that_is_deleted_still_tells_what_it_was(billing: Client):
    owner, a, b = (add_customer(billing, name) for name in ("Owner", "A", "B"))
    body = {"ownerId": owner, "memberIds": [a, b], "name": "Group", "label": "L"}
    made = billing.post("/customer-organizations", json=body).json()
    path = f"/customer-organizations/{made['id']}"
    first = now()
    billing.put(f"{path}/owner", json={"ownerId": b}).raise_for_status()
    second = now()
    billing.delete(path).raise_for_status()

    assert billing.get(path, params={"asOf": first}).json() == made
    handed_over = billing.get(path, params={"asOf": second}).json()
    assert (handed_over["owner"]["name"], handed_over["name"]) == ("B", "Group")
    assert [each["name"] for each in handed_over["members"]] == ["A"]
    for reply in (billing.get(path), billing.get(path, params={"asOf": now()})):
        assert reply.status_code == 404
        assert reply.json()["code"] == "CustomerOrganizationUnknown"
    listed = billing.get("/customer-organizations", params={"asOf": first}).json()
    assert listed["items"] == [made]
    assert billing.get("/customer-organizations").json()["items"] == []


def test_the_list_of_a_time_is_paged_both_ways(billing: Client):
    owner = add_customer(billing, "Owner")
    made = [add_organization(billing, owner) for _ in range(5)]
    at = now()
    for each in (made[1], made[4]):
        billing.delete(f"/customer-organizations/{each}").raise_for_status()
    add_organization(billing, owner)

    def ids(url: str, **params: Any) -> tuple[list[str], dict[str, str]]:
        reply = billing.get(url, params=params)
        assert reply.status_code == 200, reply.text
        page = reply.json()
        return [each["id"] for each in page["items"]], page["pagination"]

    first, on = ids("/customer-organizations", asOf=at, limit=3)
    second, end = ids("/customer-organizations", asOf=at, limit=3, after=on["after"])
    assert (first, second) == (made[:3], made[3:])
    assert "after" not in end
    back, _ = ids("/customer-organizations", asOf=at, limit=3, before=end["before"])
    assert back == first


def test_history_tells_every_time_in_pages(billing: Client):
    owner, a, b = (add_customer(billing, name) for name in ("Owner", "A", "B"))
    path = f"/customer-organizations/{add_organization(billing, owner, a, b)}"
    for _ in range(2):
        billing.delete(f"{path}/members/{a}").raise_for_status()
        billing.post(f"{path}/members", json={"customerIds": [a]}).raise_for_status()
    url = f"{path}/members/history"

    first = billing.get(url, params={"limit": 2}).json()
    after = {"limit": 2, "after": first["pagination"]["after"]}
    second = billing.get(url, params=after).json()

    items = first["items"] + second["items"]
    assert [each["name"] for each in items] == ["A", "A", "A", "B"]
    assert ["until" in each for each in items] == [True, True, False, False]
    times = [each["since"] for each in items[:3]]
    assert times == sorted(times)
    for one, other in pairwise(items[:3]):
        assert one["until"] <= other["since"]
    before = {"limit": 2, "before": second["pagination"]["before"]}
    assert billing.get(url, params=before).json()["items"] == first["items"]
    only = billing.get(url, params={"customerId": b}).json()["items"]
    assert [each["id"] for each in only] == [b]
    billing.delete(path).raise_for_status()
    gone = billing.get(url).json()["items"]
    assert [each["name"] for each in gone] == ["A", "A", "A", "B"]
    assert all("until" in each for each in gone)


def test_who_joins_and_leaves_in_one_moment_breaks_nothing(world: World):
    billing = world.customers()
    owner, a = add_customer(billing, "Owner"), add_customer(billing, "A")
    made = add_organization(billing, owner)
    ahead = "ARRAY['A'], clock_timestamp() + interval '1 minute'"
    for change in (f"add(o, ARRAY[$3::uuid], {ahead})", REMOVE) * 3:
        world.operator.query(
            f"SELECT customer_organization_{change} FROM customer_organization AS o"
            " WHERE app_id = $1 AND id = $2 AND $3::uuid IS NOT NULL",
            world.app,
            made,
            a,
        )

    reply = billing.get(f"/customer-organizations/{made}/members/history")
    items = reply.json()["items"]
    assert len(items) == 3
    assert all(each["since"] < each["until"] for each in items)


def test_what_cannot_be_a_time_or_a_cursor_is_refused(world: World, billing: Client):
    made = add_organization(billing, add_customer(billing, "Owner"))
    path = f"/customer-organizations/{made}"
    for url in (path, "/customer-organizations"):
        for at in ("yesterday", "2026-01-01", "0001-01-01T00:00:00Z", "null", ""):
            reply = billing.get(url, params={"asOf": at})
            assert reply.status_code == 400, (url, at)
            assert reply.json()["errors"][0]["pointer"] == "/asOf"
    early = billing.get(path, params={"asOf": "2000-01-01T00:00:00Z"})
    assert early.status_code == 404
    for cursor in ("x", "AAAA", "%00", "_" * 32):
        reply = billing.get(f"{path}/members/history", params={"after": cursor})
        assert reply.status_code == 400, cursor
    unknown = f"/customer-organizations/{uuid4()}/members/history"
    assert billing.get(unknown).status_code == 404
    other = world.machine().get("/organisations", params={"asOf": now()})
    assert other.status_code == 400
