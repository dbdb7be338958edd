"""Making customers the only members of a customer organization."""

from uuid import uuid4

from world import World, add_customer, add_organization


def test_only_the_new_ones_are_there_and_others_stay_where_they_were(world: World):
    client = world.customers()
    owner, one, two, three = (add_customer(client, name) for name in "OABC")
    organization = add_organization(client, owner, one, two)
    other = add_organization(client, owner, one)
    path = f"/customer-organizations/{organization}/members"

    reply = client.put(path, json={"customerIds": [three, two, owner]})

    assert reply.status_code == 200
    # Two was there before three: members stand in the order in which they came.
    assert [each["id"] for each in reply.json()["members"]] == [two, three]
    kept = client.get(f"/customer-organizations/{other}").json()["members"]
    assert [each["id"] for each in kept] == [one]


def test_none_empties_it(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    organization = add_organization(client, owner, member)

    reply = client.put(
        f"/customer-organizations/{organization}/members", json={"customerIds": []}
    )

    assert reply.json()["members"] == []


def test_the_same_again_changes_nothing(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    organization = add_organization(client, owner, member)
    path = f"/customer-organizations/{organization}"
    etag = client.get(path).headers["etag"]
    history = world.history(organization)

    reply = client.put(f"{path}/members", json={"customerIds": [member, member]})

    assert reply.headers["etag"] == etag
    assert world.history(organization) == history


def test_one_unknown_id_keeps_everything_as_it_was(world: World):
    client = world.customers()
    owner, member, other = (add_customer(client) for _ in range(3))
    organization = add_organization(client, owner, member)
    path = f"/customer-organizations/{organization}"

    reply = client.put(f"{path}/members", json={"customerIds": [other, str(uuid4())]})

    assert reply.status_code == 400
    assert [each["id"] for each in client.get(path).json()["members"]] == [member]


def test_a_foreign_organization_is_missing(world: World, other_world: World):
    theirs = other_world.customers()
    organization = add_organization(theirs, add_customer(theirs))
    client = world.customers()
    path = f"/customer-organizations/{organization}"

    assert client.get(path).status_code == 404
    for method in ("POST", "PUT"):
        reply = client.request(method, f"{path}/members", json={"customerIds": []})
        assert reply.status_code == 404
    assert client.delete(path).status_code == 404
