"""Adding members to a customer organization."""

import time
from concurrent.futures import ThreadPoolExecutor
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


def test_adding_again_changes_nothing(world: World):
    client = world.customers()
    owner, one, two = (add_customer(client) for _ in range(3))
    organization = add_organization(client, owner, one)
    path = f"/customer-organizations/{organization}"
    before, history = client.get(path), world.history(organization)

    again = client.post(f"{path}/members", json={"customerIds": [one, owner, one]})

    assert (again.content, again.headers["etag"]) == (
        before.content,
        before.headers["etag"],
    )
    assert world.history(organization) == history
    more = client.post(f"{path}/members", json={"customerIds": [two, one]})
    assert [each["id"] for each in more.json()["members"]] == [one, two]
    assert more.headers["etag"] != before.headers["etag"]


def test_each_that_owns_the_owner_is_named(world: World):
    client = world.customers()
    top, middle, bottom, other = (add_customer(client) for _ in range(4))
    add_organization(client, top, middle)
    add_organization(client, middle, bottom)
    organization = add_organization(client, bottom)
    history = world.history(organization)

    reply = client.post(
        f"/customer-organizations/{organization}/members",
        json={"customerIds": [other, middle, top]},
    )

    assert reply.status_code == 409
    assert reply.json()["errors"] == [
        {"pointer": f"/customerIds/{place}", "detail": f"{company} {what}"}
        for place, company in ((1, middle), (2, top))
        for what in ("owns the owner, directly or not",)
    ]
    assert world.history(organization) == history


def test_if_match_is_kept_to(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    organization = add_organization(client, owner)
    path = f"/customer-organizations/{organization}/members"
    body = {"customerIds": [member]}

    for tag in ('"2"', 'W/"1"', '"another"'):
        stale = client.post(path, json=body, headers={"if-match": tag})
        assert (stale.status_code, stale.json()["code"]) == (412, "Stale")
    wrong = client.post(path, json=body, headers={"if-match": "1"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "HeaderInvalid")
    assert client.post(path, json=body, headers={"if-match": '"1"'}).is_success
    assert client.post(path, json=body, headers={"if-match": "*"}).is_success


def test_of_many_with_the_same_version_one_wins(world: World):
    client = world.customers()
    owner, *members = (add_customer(client) for _ in range(9))
    path = f"/customer-organizations/{add_organization(client, owner)}/members"

    def join(member: str) -> int:
        body, first = {"customerIds": [member]}, {"if-match": '"1"'}
        return client.post(path, json=body, headers=first).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(join, members))

    assert statuses == [200, *[412] * 7]


def test_ten_thousand_members_come_and_go_quickly(world: World):
    client = world.customers()
    owner, keeper = add_customer(client, "Owner"), add_customer(client, "Keeper")
    path = f"/customer-organizations/{add_organization(client, owner)}/members"
    crowd = copies(world, keeper, 9_999)

    start = time.monotonic()
    added = client.post(path, json={"customerIds": [*crowd, keeper]})
    again = client.post(path, json={"customerIds": [keeper, *crowd]})
    left = client.put(path, json={"customerIds": [keeper]})
    seconds = time.monotonic() - start

    assert [each["id"] for each in added.json()["members"]] == [*crowd, keeper]
    assert again.content == added.content
    assert left.json()["members"] == [{"id": keeper, "name": "Keeper"}]
    assert seconds < 10


def copies(world: World, company: str, number: int) -> list[str]:
    """Make so many more of a company, straight in the database."""
    rows = world.operator.query(
        "INSERT INTO company SELECT (jsonb_populate_record(c,"
        "    jsonb_build_object('id', uuidv7(), 'document', NULL))).*"
        "  FROM company AS c, generate_series(1, $3)"
        " WHERE c.app_id = $1 AND c.id = $2 RETURNING id",
        world.app,
        company,
        number,
    )
    return [str(row["id"]) for row in rows]
