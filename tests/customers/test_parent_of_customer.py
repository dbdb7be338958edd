"""A customer's parent, through `parentId`."""

from concurrent.futures import ThreadPoolExecutor

from clients import Client
from rivals import rival
from world import World, add_customer, add_organization, new_customer


def test_children_at_once_come_into_one_organization(world: World):
    client = world.customers()
    for _ in range(5):
        parent = add_customer(client)

        with ThreadPoolExecutor(8) as pool:
            calls = [
                pool.submit(add_customer, client, parentId=parent) for _ in range(8)
            ]

        (only,) = client.get(f"/customers/{parent}").json()["organizations"]
        assert {each["id"] for each in only["members"]} == {
            call.result() for call in calls
        }


def test_it_comes_even_while_the_parents_organizations_go(world: World):
    client = world.customers()
    parent = add_customer(client)
    for _ in range(8):
        organization = add_organization(client, parent)
        path = f"/customer-organizations/{organization}"
        with ThreadPoolExecutor(2) as pool:
            child = pool.submit(add_customer, client, parentId=parent)
            pool.submit(client.delete, path).result()
        assert client.get(f"/customers/{child.result()}").status_code == 200


def test_null_is_no_parent(world: World):
    reply = world.customers().post("/customers", json=new_customer(parentId=None))

    assert (reply.status_code, reply.json()["organizations"]) == (201, [])


def test_one_that_cannot_be_a_parent_is_told(world: World, other_world: World):
    client, shop = world.customers(), world.machine()
    archived = add_customer(client)
    client.post(f"/customers/{archived}/archive")
    foreign = add_customer(other_world.customers())
    bare = shop.post("/organisations", json={"name": "Bare"}).json()["company"]["id"]
    for parent, status, code, what in (
        (foreign, 400, "ParentUnknown", "is no customer of this app"),
        (bare, 400, "ParentUnknown", "is no customer of this app"),
        (archived, 409, "ParentArchived", "is archived"),
    ):
        reply = client.post("/customers", json=new_customer("Child", parentId=parent))
        told = {"pointer": "/parentId", "detail": f"{parent} {what}"}
        assert (reply.status_code, reply.json()["code"]) == (status, code)
        assert reply.json()["errors"] == [told]
    names = [each["name"] for each in shop.get("/organisations").json()["companies"]]
    assert "Child" not in names


def owned(client: Client, customer: str) -> list[list[str]]:
    """Return the members of each organization that a customer is in or owns."""
    found = client.get(f"/customers/{customer}").json()["organizations"]
    return [[each["id"] for each in one["members"]] for one in found]


def test_a_parent_is_changed_and_left(world: World):
    client = world.customers()
    first, second = add_customer(client, "First"), add_customer(client, "Second")
    child = add_customer(client, "Child", parentId=first)
    other = add_organization(client, add_customer(client), child)
    path = f"/customers/{child}"

    client.put(path, json=new_customer("Child", parentId=second)).raise_for_status()
    assert (owned(client, first), owned(client, second)) == ([[]], [[child]])
    shop = world.machine()
    company = shop.get(f"/organisations/{child}").json()["company"]
    assert company["parent_id"] == second

    left = client.put(path, json=new_customer("Child", parentId=None)).json()
    assert (owned(client, second)) == [[]]
    assert [each["id"] for each in left["organizations"]] == [other]
    company = shop.get(f"/organisations/{child}").json()["company"]
    assert company["parent_id"] is None


def test_a_parent_that_stands_below_is_refused(world: World):
    client = world.customers()
    top = add_customer(client, "Top")
    middle = add_customer(client, "Middle", parentId=top)
    low = add_customer(client, "Low", parentId=middle)

    for parent in (low, middle, top):
        body = new_customer("Top", parentId=parent)
        reply = client.put(f"/customers/{top}", json=body)
        assert (reply.status_code, reply.json()["code"]) == (409, "ParentBelow")
        assert reply.json()["errors"][0]["pointer"] == "/parentId"
    assert client.get(f"/customers/{top}").json()["legalName"] == "Top"


def test_an_owner_through_organizations_is_no_parents_child(world: World):
    client = world.customers()
    owner, member = add_customer(client, "Owner"), add_customer(client, "Member")
    add_organization(client, owner, member)
    body = new_customer("Owner", parentId=member)

    reply = client.put(f"/customers/{owner}", json=body)

    assert (reply.status_code, reply.json()["code"]) == (409, "OwnershipCircle")
    assert reply.json()["errors"][0]["pointer"] == "/parentId"


def test_two_who_want_each_other_as_parent_do_not_close_a_circle(world: World):
    client = world.customers()
    for _ in range(5):
        one, two = add_customer(client), add_customer(client)

        with ThreadPoolExecutor(2) as threads:
            replies = threads.map(
                lambda pair: client.put(
                    f"/customers/{pair[0]}", json=new_customer(parentId=pair[1])
                ),
                [(one, two), (two, one)],
            )

        assert sorted(reply.status_code for reply in replies) == [200, 409]


def test_a_parent_that_is_named_again_has_it_among_its_members(world: World):
    client, shop = world.customers(), world.machine()
    parent, child = add_customer(client, "Parent"), add_customer(client, "Child")
    patch = {"parent_id": parent}
    shop.patch(f"/organisations/{child}", json=patch).raise_for_status()
    assert owned(client, parent) == []
    body = new_customer("Child", parentId=parent)

    for _ in range(2):
        client.put(f"/customers/{child}", json=body).raise_for_status()
        assert owned(client, parent) == [[child]]
    client.post(f"/customers/{parent}/archive").raise_for_status()
    assert client.put(f"/customers/{child}", json=body).status_code == 200
    organization = client.get("/customer-organizations").json()["items"][0]["id"]
    client.delete(f"/customer-organizations/{organization}").raise_for_status()
    refused = client.put(f"/customers/{child}", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "ParentArchived")
    other = new_customer("Other", parentId=parent)
    moved = client.put(f"/customers/{add_customer(client, 'Other')}", json=other)
    assert (moved.status_code, moved.json()["code"]) == (409, "ParentArchived")


def test_no_organization_is_locked_while_it_waits_for_the_schedule(world: World):
    client = world.customers()
    child, parent = add_customer(client), add_customer(client)
    made = add_organization(client, parent)
    body = new_customer(parentId=parent)

    with rival(world.operator) as other, ThreadPoolExecutor(1) as threads:
        other.do("SELECT lock($1, 'schedule')", world.app)
        waiting = threads.submit(client.put, f"/customers/{child}", json=body)
        other.wait_until_in_the_way()
        other.do(
            "SELECT FROM customer_organization WHERE app_id = $1 AND id::text = $2"
            " FOR UPDATE NOWAIT",
            world.app,
            made,
        )
        other.do("COMMIT")

        assert waiting.result(30).status_code == 200
