"""Listing and deleting customer organizations."""

from urllib.parse import urlsplit

from world import World, add_customer, add_organization


def test_pages_lead_to_each_other_while_more_are_made(world: World):
    client = world.customers()
    owner = add_customer(client)
    made = [add_organization(client, owner) for _ in range(5)]

    first = client.get("/customer-organizations?limit=2")
    late = add_organization(client, owner)
    after = first.json()["pagination"]["after"]
    second = client.get(f"/customer-organizations?limit=2&after={after}").json()
    back = second["pagination"]["before"]
    again = client.get(f"/customer-organizations?limit=2&before={back}").json()
    link = urlsplit(first.links["next"]["url"])
    rest = client.get(
        f"/customer-organizations?after={second['pagination']['after']}"
    ).json()

    assert [each["id"] for each in first.json()["items"]] == made[:2]
    assert [each["id"] for each in second["items"]] == made[2:4]
    assert again["items"] == first.json()["items"]
    assert link.query == f"limit=2&after={after}"
    assert [each["id"] for each in rest["items"]] == [made[4], late]
    assert "after" not in rest["pagination"]


def test_limits_are_kept(world: World):
    client = world.customers()
    for limit in ("0", "101", "-1", "x", "1e3"):
        reply = client.get(f"/customer-organizations?limit={limit}")
        assert reply.status_code == 400
        assert reply.json()["errors"][0]["pointer"] == "/limit"


def test_deleting_one_leaves_its_customers_and_the_record(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    organization = add_organization(client, owner, member)
    path = f"/customer-organizations/{organization}"

    assert client.delete(path, headers={"if-match": '"999"'}).status_code == 412
    assert client.delete(path).status_code == 204

    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404
    assert client.get(f"/customers/{member}").json()["organizations"] == []
    assert world.history(organization)[-1] == "customer_organization.deleted"


def test_what_has_not_changed_is_not_sent_again(world: World):
    client = world.customers()
    path = f"/customer-organizations/{add_organization(client, add_customer(client))}"
    etag = client.get(path).headers["etag"]

    assert client.get(path, headers={"if-none-match": etag}).status_code == 304
    assert client.get(path, headers={"if-none-match": '"0"'}).status_code == 200
