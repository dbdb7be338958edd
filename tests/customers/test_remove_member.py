"""Taking one member out of a customer organization."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from world import World, add_customer, add_organization


def test_it_leaves_the_others_and_its_other_organizations(world: World):
    client = world.customers()
    owner, one, two = (add_customer(client, name) for name in ("Owner", "One", "Two"))
    organization = add_organization(client, owner, one, two)
    other = add_organization(client, owner, one)

    reply = client.delete(f"/customer-organizations/{organization}/members/{one}")

    assert reply.status_code == 200
    assert reply.json()["members"] == [{"id": two, "name": "Two"}]
    kept = client.get(f"/customer-organizations/{other}").json()["members"]
    assert kept == [{"id": one, "name": "One"}]
    assert world.history(organization)[-1] == "customer_organization.members_changed"


def test_one_that_is_no_member_is_missing(world: World):
    client = world.customers()
    owner, stranger = add_customer(client), add_customer(client)
    organization = add_organization(client, owner)

    for company in (stranger, owner, uuid4()):
        path = f"/customer-organizations/{organization}/members/{company}"
        assert client.delete(path).status_code == 404


def test_only_the_version_that_was_read_is_changed(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    organization = add_organization(client, owner, member)
    path = f"/customer-organizations/{organization}/members/{member}"
    etag = client.get(f"/customer-organizations/{organization}").headers["etag"]

    assert client.delete(path, headers={"if-match": '"999"'}).status_code == 412
    assert client.delete(path, headers={"if-match": "nonsense"}).status_code == 400
    assert client.delete(path, headers={"if-match": etag}).status_code == 200


def test_of_many_at_once_one_removes_it(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    organization = add_organization(client, owner, member)
    path = f"/customer-organizations/{organization}/members/{member}"

    with ThreadPoolExecutor(8) as pool:
        replies = [*pool.map(lambda _: client.delete(path), range(8))]

    assert sorted(reply.status_code for reply in replies) == [200, *[404] * 7]
    refused = {reply.json().get("code") for reply in replies} - {None}
    assert refused == {"MemberUnknown"}
    assert len(world.history(organization)) == 3
