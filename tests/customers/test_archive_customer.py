"""Archiving a customer."""

from uuid import uuid4

from koncern.base import Scope
from world import World, add_customer, add_organization


def test_it_tells_when(world: World):
    client = world.customers()
    customer = add_customer(client)

    reply = client.post(f"/customers/{customer}/archive")

    assert reply.status_code == 200
    assert reply.json()["archivedAt"].endswith("Z")
    assert client.get(f"/customers/{customer}").json() == reply.json()
    assert world.history(customer) == ["company.created", "company.archived"]


def test_twice_is_as_good_as_once(world: World):
    client = world.customers()
    customer = add_customer(client)
    first = client.post(f"/customers/{customer}/archive").json()

    assert client.post(f"/customers/{customer}/archive").json() == first
    assert world.history(customer).count("company.archived") == 1


def test_it_stays_where_it_is_and_can_be_added_nowhere(world: World):
    client = world.customers()
    owner, member = add_customer(client, "Owner"), add_customer(client, "Member")
    first = add_organization(client, owner, member)
    second = add_organization(client, owner)
    client.post(f"/customers/{member}/archive")

    added = client.post(
        f"/customer-organizations/{second}/members", json={"customerIds": [member]}
    )

    assert added.status_code == 409
    assert added.json()["code"] == "CustomerArchived"
    assert added.json()["errors"] == [
        {"pointer": "/customerIds/0", "detail": f"{member} is archived"}
    ]
    kept = client.get(f"/customer-organizations/{first}").json()["members"]
    assert [each["id"] for each in kept] == [member]
    again = client.post(
        f"/customer-organizations/{first}/members", json={"customerIds": [member]}
    )
    assert again.status_code == 200


def test_unknown_and_foreign_ones_are_missing(world: World, other_world: World):
    foreign = add_customer(other_world.customers())
    client = world.customers()

    assert client.post(f"/customers/{uuid4()}/archive").status_code == 404
    assert client.post(f"/customers/{foreign}/archive").status_code == 404


def test_a_credential_that_only_reads_may_not(world: World):
    customer = add_customer(world.customers())

    reply = world.customers(Scope.READ).post(f"/customers/{customer}/archive")

    assert reply.status_code == 403
    assert reply.json()["error"]["type"] == "ScopeLacking"


def test_only_the_version_that_was_read_is_archived(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    path = f"/customers/{member}"
    read = client.get(path).headers["etag"]
    add_organization(client, owner, member)

    stale = client.post(f"{path}/archive", headers={"if-match": read})

    assert (stale.status_code, stale.json()["code"]) == (412, "Stale")
    assert "archivedAt" not in client.get(path).json()
    now = client.get(path).headers["etag"]
    assert client.post(f"{path}/archive", headers={"if-match": now}).is_success
