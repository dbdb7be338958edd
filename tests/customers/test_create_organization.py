"""Creating a customer organization, and what keeps ownership free of circles."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from world import World, add_customer, add_organization


def test_it_leaves_the_owner_out_and_keeps_the_order(world: World):
    client = world.customers()
    owner, one, two = (add_customer(client, name) for name in ("Owner", "One", "Two"))

    reply = client.post(
        "/customer-organizations",
        json={"ownerId": owner, "memberIds": [two, owner, one, two]},
    )

    assert reply.status_code == 201
    assert reply.headers["sequence-version"] == "2024-07-30"
    organization = reply.json()["id"]
    assert reply.json() == {
        "id": organization,
        "owner": {"id": owner, "name": "Owner"},
        "members": [{"id": two, "name": "Two"}, {"id": one, "name": "One"}],
    }
    for company in (owner, one):
        seen = client.get(f"/customers/{company}").json()["organizations"]
        assert seen == [reply.json()]


def test_a_name_and_a_label_may_be_given(world: World):
    client = world.customers()
    owner = add_customer(client)
    body = {"ownerId": owner, "memberIds": [], "name": "Group", "label": "EU"}

    made = client.post("/customer-organizations", json=body).json()

    assert (made["name"], made["label"], made["members"]) == ("Group", "EU", [])


def test_every_id_that_is_no_customer_is_named(world: World, other_world: World):
    client = world.customers()
    owner = add_customer(client)
    foreign, unknown = add_customer(other_world.customers()), str(uuid4())

    reply = client.post(
        "/customer-organizations",
        json={"ownerId": owner, "memberIds": [owner, foreign, unknown]},
    )

    assert reply.status_code == 400
    told = [fault["pointer"] for fault in reply.json()["errors"]]
    assert told == ["/memberIds/1", "/memberIds/2"]
    assert client.get("/customer-organizations").json()["items"] == []


def test_an_owner_that_is_no_customer_is_refused(world: World, other_world: World):
    client = world.customers()
    foreign = add_customer(other_world.customers())

    for owner in (str(uuid4()), foreign):
        reply = client.post(
            "/customer-organizations", json={"ownerId": owner, "memberIds": []}
        )
        assert reply.status_code == 400
        assert reply.json()["errors"][0]["pointer"] == "/ownerId"


def test_organizations_nest_but_never_in_a_circle(world: World):
    client = world.customers()
    top, middle, bottom = (add_customer(client) for _ in range(3))
    add_organization(client, top, middle)
    add_organization(client, middle, bottom)

    reply = client.post(
        "/customer-organizations", json={"ownerId": bottom, "memberIds": [top]}
    )

    assert reply.status_code == 409
    assert reply.json()["error"]["type"] == "OwnershipCircle"


def test_of_two_at_once_that_would_close_a_circle_one_wins(world: World):
    client = world.customers()
    for _ in range(5):
        one, two = add_customer(client), add_customer(client)

        def own(pair: tuple[str, str]) -> int:
            body = {"ownerId": pair[0], "memberIds": [pair[1]]}
            return client.post("/customer-organizations", json=body).status_code

        with ThreadPoolExecutor(2) as pool:
            statuses = sorted(pool.map(own, [(one, two), (two, one)]))

        assert statuses == [201, 409]


def test_a_company_of_the_shop_is_a_customer_under_the_same_id(world: World):
    client, anna = world.customers(), world.person()
    owner = add_customer(client)
    registered = anna.post(
        "/organisations",
        json={
            "name": "Shop company",
            "invoice_email": "invoices@example.com",
            "billing_address": [
                {
                    "street_address": "Storgatan 1",
                    "city": "Stockholm",
                    "postal_code": "111 22",
                    "country": "SE",
                }
            ],
        },
    ).json()["company"]
    bare = anna.post("/organisations", json={"name": "Bare"}).json()["company"]

    organization = add_organization(client, owner, registered["id"])

    assert registered["billing_ready"] is True
    assert client.get(f"/customers/{registered['id']}").json()["status"] == "DRAFT"
    assert bare["billing_missing"] == ["billing_address", "primary_contact"]
    assert client.get(f"/customers/{bare['id']}").status_code == 404
    refused = client.post(
        f"/customer-organizations/{organization}/members",
        json={"customerIds": [bare["id"]]},
    )
    assert refused.status_code == 400


def test_owner_and_members_are_refused_in_one_answer(world: World):
    client = world.customers()
    owner, member, unknown = add_customer(client), add_customer(client), str(uuid4())

    none = client.post(
        "/customer-organizations",
        json={"ownerId": unknown, "memberIds": [unknown, member, owner, str(uuid4())]},
    )
    for company in (owner, member):
        client.post(f"/customers/{company}/archive")
    put_away = client.post(
        "/customer-organizations", json={"ownerId": owner, "memberIds": [member]}
    )

    assert (none.status_code, put_away.status_code) == (400, 409)
    told = [fault["pointer"] for fault in none.json()["errors"]]
    assert told == ["/ownerId", "/memberIds/3"]
    assert put_away.json()["errors"] == [
        {"pointer": "/ownerId", "detail": f"{owner} is archived"},
        {"pointer": "/memberIds/0", "detail": f"{member} is archived"},
    ]
    assert client.get("/customer-organizations").json()["items"] == []


def test_a_blank_name_is_refused(world: World):
    client = world.customers()
    body = {"ownerId": add_customer(client), "memberIds": [], "name": " \u00a0"}

    reply = client.post("/customer-organizations", json=body)

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/name"]
