"""Giving a customer organization another owner."""

from uuid import uuid4

from world import World, add_customer, add_organization


def test_the_new_owner_is_no_member_any_more(world: World):
    client = world.customers()
    old, new, member = (add_customer(client, name) for name in ("Old", "New", "Member"))
    organization = add_organization(client, old, new, member)

    reply = client.put(
        f"/customer-organizations/{organization}/owner", json={"ownerId": new}
    )

    assert reply.status_code == 200
    assert reply.json() == {
        "id": organization,
        "owner": {"id": new, "name": "New"},
        "members": [{"id": member, "name": "Member"}],
    }
    assert world.history(organization)[-1] == "customer_organization.handed_over"


def test_unknown_foreign_and_archived_ones_are_refused(
    world: World, other_world: World
):
    client = world.customers()
    owner, archived = add_customer(client), add_customer(client)
    foreign = add_customer(other_world.customers())
    client.post(f"/customers/{archived}/archive")
    path = f"/customer-organizations/{add_organization(client, owner)}/owner"

    for company, status in ((uuid4(), 400), (foreign, 400), (archived, 409)):
        reply = client.put(path, json={"ownerId": str(company)})
        assert reply.status_code == status
        assert reply.json()["errors"][0]["pointer"] == "/ownerId"


def test_it_closes_no_circle(world: World):
    client = world.customers()
    top, middle, bottom = (add_customer(client) for _ in range(3))
    organization = add_organization(client, top, middle)
    add_organization(client, middle, bottom)

    reply = client.put(
        f"/customer-organizations/{organization}/owner", json={"ownerId": bottom}
    )

    assert reply.status_code == 409
    assert reply.json()["code"] == "OwnershipCircle"
    seen = client.get(f"/customer-organizations/{organization}").json()
    assert seen["owner"]["id"] == top


def test_the_owner_that_it_has_changes_nothing(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    organization = add_organization(client, owner, member)
    client.post(f"/customers/{owner}/archive")
    before = client.get(f"/customer-organizations/{organization}")
    history = world.history(organization)

    same = client.put(
        f"/customer-organizations/{organization}/owner", json={"ownerId": owner}
    )

    assert (same.content, same.headers["etag"]) == (
        before.content,
        before.headers["etag"],
    )
    assert world.history(organization) == history


def test_only_the_version_that_was_read_is_handed_over(world: World):
    client = world.customers()
    owner, other = add_customer(client), add_customer(client)
    path = f"/customer-organizations/{add_organization(client, owner)}"

    stale = client.put(
        f"{path}/owner", json={"ownerId": other}, headers={"if-match": '"7"'}
    )

    assert (stale.status_code, stale.json()["code"]) == (412, "Stale")
    assert client.get(path).json()["owner"]["id"] == owner
