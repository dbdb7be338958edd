"""Adding members to a customer organization."""

from uuid import uuid4

from world import World, add_customer, add_organization


def test_it_adds_them_and_leaves_other_organizations_alone(world: World):
    client = world.customers()
    owner, member = add_customer(client, "Owner"), add_customer(client, "Member")
    other = add_organization(client, owner, member)
    organization = add_organization(client, owner)

    reply = client.post(
        f"/customer-organizations/{organization}/members",
        json={"customerIds": [member]},
    )

    assert reply.status_code == 200
    assert reply.json() == {
        "id": organization,
        "owner": {"id": owner, "name": "Owner"},
        "members": [{"id": member, "name": "Member"}],
    }
    seen = client.get(f"/customer-organizations/{other}").json()
    assert [each["id"] for each in seen["members"]] == [member]


def test_it_is_on_the_record(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    organization = add_organization(client, owner)

    client.post(
        f"/customer-organizations/{organization}/members",
        json={"customerIds": [member]},
    )

    assert world.history(organization) == [
        "customer_organization.created",
        "customer_organization.members_changed",
    ]


def test_it_names_each_id_that_is_no_customer(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    organization = add_organization(client, owner)
    unknown = str(uuid4())

    reply = client.post(
        f"/customer-organizations/{organization}/members",
        json={"customerIds": [member, unknown]},
    )

    assert reply.status_code == 400
    assert reply.json()["errors"] == [
        {"pointer": "/customerIds/1", "detail": f"{unknown} is no customer of this app"}
    ]
    seen = client.get(f"/customer-organizations/{organization}").json()
    assert seen["members"] == []
