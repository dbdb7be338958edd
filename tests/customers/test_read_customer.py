"""Reading a customer."""

import pytest

from world import World, add_customer, add_organization, new_company, new_customer


def test_its_etag_changes_with_its_organizations(world: World):
    client = world.customers()
    owner, member, other = (add_customer(client) for _ in range(3))
    path = f"/customers/{member}"
    alone = client.get(path)
    organization = add_organization(client, owner, member)

    among = client.get(path, headers={"if-none-match": alone.headers["etag"]})
    seen = {"if-none-match": among.headers["etag"]}

    assert among.status_code == 200
    assert [each["id"] for each in among.json()["organizations"]] == [organization]
    assert client.get(path, headers=seen).status_code == 304
    body = {"customerIds": [other]}
    client.post(f"/customer-organizations/{organization}/members", json=body)
    assert client.get(path, headers=seen).status_code == 200
    client.delete(f"/customer-organizations/{organization}")
    assert client.get(path).headers["etag"] == alone.headers["etag"]


def test_only_states_that_the_published_api_knows_are_shown(world: World):
    shop, client = world.machine(), world.customers()
    for state, postal_code, shown in (
        ("NY", "10001", "NY"),
        ("New York", "10001", "NY"),
        ("Puerto Rico", "00901", None),
        ("", "10001", None),
    ):
        body = new_company(email=f"info@{len(state)}.example.com")
        body["billing_address"][0] |= {"country": "US", "state_province": state}
        body["billing_address"][0]["postal_code"] = postal_code
        made = shop.post("/organisations", json=body).json()["company"]
        address = client.get(f"/customers/{made['id']}").json()["address"]
        assert address.get("state") == shown


def test_the_house_number_stands_behind_the_street(world: World):
    body = new_company()
    body["billing_address"][0] |= {"street_address": "Storgatan", "house_number": "7"}
    made = world.machine().post("/organisations", json=body).json()["company"]

    read = world.customers().get(f"/customers/{made['id']}").json()

    assert read["address"] == {
        "line1": "Storgatan 7",
        "town": "Stockholm",
        "postcode": "111 22",
        "country": "SE",
    }
    assert read["contacts"][0]["billingPreference"] == "PRIMARY"


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://example.com/", "example.com"),
        ("HTTPS://WWW.Example.COM:8443/shop?a=b#c", "example.com"),
        ("acme.example.co.uk/about", "acme.example.co.uk"),
        ("https://anna:secret@example.com./", "example.com"),
        ("https://räksmörgås.example/", "räksmörgås.example"),
        (
            "https://example.com\\@shop.example.com/",
            "example.com",
        ),  # as browsers read it
        ("http://192.0.2.1/", None),
        ("http://[2001:db8::1]/", None),
        ("http://[broken", None),
        ("http://intranet/", None),
        ("https://", None),
        (None, None),
    ],
)
def test_its_domain_is_that_of_its_web_page(
    world: World, url: str | None, domain: str | None
):
    client = world.customers()
    customer = add_customer(client, **({"url": url} if url else {}))

    read = client.get(f"/customers/{customer}").json()
    (listed,) = client.get("/customers").json()["items"]

    assert (read.get("url"), read.get("domain")) == (url, domain)
    assert listed.get("domain") == domain
    assert domain or not {"domain"} & (read.keys() | listed.keys())


def test_the_domain_is_not_written(world: World):
    body = new_customer(domain="example.com")

    reply = world.customers().post("/customers", json=body)

    assert (reply.status_code, reply.json()["code"]) == (400, "BodyInvalid")
    assert "domain" in reply.json()["errors"][0]["pointer"]


def test_a_company_of_another_app_is_missing(world: World, other_world: World):
    foreign = add_customer(other_world.customers())

    reply = world.customers().get(f"/customers/{foreign}")

    assert (reply.status_code, reply.json()["code"]) == (404, "CustomerUnknown")
