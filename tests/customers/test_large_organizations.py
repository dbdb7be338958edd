"""Organizations with very many members cost what is printed of them, not what is in them."""

import time

from large import crowded, walk

from koncern import limits
from world import World, add_customer, add_organization

PAGE = limits.PAGE_BYTES


def test_a_customer_prints_the_first_thousand_of_all_its_organizations(world: World):
    client = world.customers()
    first, member = crowded(world, 700, name="Member")
    second, _ = crowded(world, 700, name="Member")
    third, _ = crowded(world, 3, name="Member")
    for each in (second, third):
        path = f"/customer-organizations/{each}/members"
        client.post(path, json={"customerIds": [member]}).raise_for_status()

    read = client.get(f"/customers/{member}").json()["organizations"]
    listed = client.get("/customers", params={"limit": 100}).json()["items"]

    assert [each["id"] for each in read] == [first, second, third]
    assert [len(each["members"]) for each in read] == [700, 300, 0]
    assert [each.get("membersTotal") for each in read] == [None, 701, 4]
    (same,) = [
        each["organizations"]
        for each in walk(client, "/customers", limit=100)
        if each["id"] == member
    ]
    assert same == read
    assert listed


def test_lists_of_customers_fit_on_their_pages(world: World):
    crowded(world, 1_100)
    client = world.customers()

    items = walk(client, "/customers", limit=100)

    assert len(items) == 1_101
    member = next(each for each in items if each["legalName"] != "Owner")
    (shown,) = member["organizations"]
    assert (len(shown["members"]), shown["membersTotal"]) == (1_000, 1_100)


def test_its_own_answers_print_all_members_that_fit(world: World):
    client = world.customers()
    fits, _ = crowded(world, 2_500, name="Member")
    large, _ = crowded(world, 9_000)
    more = add_customer(client, "One more")

    whole = client.get(f"/customer-organizations/{fits}")
    start = time.monotonic()
    answers = [
        client.get(f"/customer-organizations/{large}"),
        client.post(
            f"/customer-organizations/{large}/members", json={"customerIds": [more]}
        ),
        client.delete(f"/customer-organizations/{large}/members/{more}"),
    ]
    seconds = time.monotonic() - start

    assert len(whole.json()["members"]) == 2_500
    assert "membersTotal" not in whole.json()
    totals = [each.json()["membersTotal"] for each in answers]
    assert totals == [9_000, 9_001, 9_000]
    for each in answers:
        assert PAGE * 0.9 < len(each.content) <= PAGE
    assert seconds < 20
    at = client.get(
        f"/customer-organizations/{large}", params={"asOf": "2099-01-01T00:00:00Z"}
    )
    assert at.json()["membersTotal"] == 9_000
    assert len(at.content) <= PAGE


def test_a_list_of_organizations_fits_on_its_pages(world: World):
    client = world.customers()
    made = [crowded(world, 3_000)[0] for _ in range(4)]
    made += [crowded(world, 9_000)[0], add_organization(client, owner_of(world))]

    path = "/customer-organizations"
    items = walk(client, path)
    later = walk(client, path, asOf="2099-01-01T00:00:00Z")

    assert [each["id"] for each in items] == made
    assert [each["id"] for each in later] == made
    assert [len(each["members"]) for each in items[:4]] == [3_000] * 4
    assert items[4]["membersTotal"] == 9_000
    assert items == later


def test_members_are_listed_in_the_order_of_joining(world: World):
    client = world.customers()
    members = [add_customer(client, f"Member {n}") for n in range(5)]
    made = add_organization(client, owner_of(world), *reversed(members))
    path = f"/customer-organizations/{made}/members"
    plan = {"customerId": add_customer(client, "Later"), "change": "join"}
    plan["effectiveAt"] = "2099-01-01T00:00:00Z"
    scheduled = client.post(
        f"/customer-organizations/{made}/scheduled-changes", json=plan
    )

    now = walk(client, path, limit=2)
    later = walk(client, path, limit=2, asOf="2099-01-01T00:00:01Z")

    assert scheduled.status_code == 201, scheduled.text
    assert [each["id"] for each in now] == members[::-1]
    assert now == client.get(f"/customer-organizations/{made}").json()["members"]
    assert [each["id"] for each in later] == [*members[::-1], plan["customerId"]]


def test_members_of_nothing_are_not_listed(world: World, other_world: World):
    client = world.customers()
    theirs = add_organization(other_world.customers(), owner_of(other_world))
    mine = add_organization(client, owner_of(world))
    path = f"/customer-organizations/{mine}/members"

    for one in (theirs, "019a0000-0000-7000-8000-000000000000"):
        gone = client.get(f"/customer-organizations/{one}/members")
        assert gone.json()["code"] == "CustomerOrganizationUnknown"
    before = client.get(path, params={"asOf": "2001-01-01T00:00:00Z"})
    assert before.status_code == 404
    for cursor in ("x", "AAAA", "_" * 43):
        wrong = client.get(path, params={"after": cursor})
        assert wrong.json()["code"] == "CursorUnknown", cursor
    both = client.get(path, params={"after": "A" * 43, "before": "A" * 43})
    assert both.json()["code"] == "CursorUnknown"


def test_a_company_is_in_at_most_so_many_organizations(world: World):
    client = world.customers()
    owner, member = owner_of(world), add_customer(client, "Member")
    most = limits.CUSTOMER_ORGANIZATIONS_PER_COMPANY
    for _ in range(most):
        add_organization(client, owner, member)
    other = add_organization(client, add_customer(client, "Other"))

    joins = client.post(
        f"/customer-organizations/{other}/members", json={"customerIds": [member]}
    )
    owns = client.post(
        "/customer-organizations", json={"ownerId": owner, "memberIds": []}
    )
    taken = client.put(
        f"/customer-organizations/{other}/owner", json={"ownerId": owner}
    )

    assert (joins.status_code, joins.json()["code"]) == (409, "OrganizationsTooMany")
    assert joins.json()["errors"][0]["pointer"] == "/customerIds/0"
    assert owns.json()["errors"][0]["pointer"] == "/ownerId"
    assert taken.json()["code"] == "OrganizationsTooMany"
    assert client.get(f"/customer-organizations/{other}").json()["members"] == []
    assert len(client.get(f"/customers/{member}").json()["organizations"]) == most


def test_every_count_of_members_is_true(world: World):
    client = world.customers()
    a, b, c = (add_customer(client, name) for name in "ABC")
    made = add_organization(client, owner_of(world), a, b)
    path = f"/customer-organizations/{made}"
    client.put(f"{path}/members", json={"customerIds": [c, a]}).raise_for_status()
    client.delete(f"{path}/members/{a}").raise_for_status()
    client.post(f"{path}/members", json={"customerIds": [a, b, c]}).raise_for_status()
    client.put(f"{path}/owner", json={"ownerId": b}).raise_for_status()

    wrong = world.operator.query(
        """SELECT o.id FROM customer_organization AS o
            WHERE o.member_count <> (
                  SELECT count(*) FROM customer_organization_member AS m
                   WHERE m.app_id = o.app_id AND m.customer_organization = o.id)"""
    )

    assert wrong == []


def owner_of(world: World) -> str:
    """Make a customer that owns something."""
    return add_customer(world.customers(), "Owner")
