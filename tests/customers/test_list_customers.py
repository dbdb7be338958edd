"""Listing customers: sorted, filtered, and cut into pages."""

import base64
import json
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest

from clients import Client
from koncern.base import Scope
from world import World, add_customer, add_organization, new_customer


def contact(email: str) -> dict[str, str]:
    return {"name": "Anna", "email": email, "billingPreference": "PRIMARY"}


def names(client: Client, **asked: Any) -> list[str]:
    """Return the names in a list, of all its pages."""
    return [each["legalName"] for page in pages(client, **asked) for each in page]


def pages(client: Client, way: str = "after", **asked: Any) -> Iterator[list[Any]]:
    """Read a list page by page."""
    while True:
        reply = client.get("/customers", params=asked)
        assert reply.status_code == 200, reply.text
        yield reply.json()["items"]
        cursor = reply.json()["pagination"].get(way)
        if cursor is None:
            return
        asked = {name: value for name, value in asked.items() if name != way}
        asked[way] = cursor


@pytest.fixture
def client(world: World) -> Client:
    """A client of an app with customers of all sorts."""
    client = world.customers()
    for place, name in enumerate(("beta", "Alpha", "Örn", "alpha", "Gamma_1", "A/S")):
        properties = {"tier": "TgGt"[place]} if place < 4 else {"other": "x"}
        add_customer(
            client,
            name,
            label="even" if place % 2 == 0 else "odd",
            customProperties=properties,
            customerAliases=[f"CRM-{place}"],
            contacts=[contact(f"Info{place}@example.com")],
        )
    client.post(f"/customers/{add_customer(client, 'Away')}/archive")
    world.machine().post("/organisations", json={"name": "No customer"})
    return client


MADE = ["beta", "Alpha", "Örn", "alpha", "Gamma_1", "A/S"]


def test_an_item_is_a_customer_without_contacts_and_status(world: World):
    client = world.customers()
    owner, member = add_customer(client, "Owner"), add_customer(client, "Member")
    add_organization(client, owner, member)
    whole = [client.get(f"/customers/{one}").json() for one in (member, owner)]

    reply = client.get("/customers")

    assert reply.status_code == 200
    assert reply.json()["items"] == [
        {key: each[key] for key in each if key not in {"contacts", "status"}}
        for each in whole
    ]
    assert reply.json()["pagination"] == {"totalResultSize": 2}


def test_archived_ones_and_who_is_no_customer_are_left_out(client: Client):
    assert names(client) == MADE[::-1]
    assert names(client, includeArchived="true") == ["Away", *MADE[::-1]]
    total = client.get("/customers?includeArchived=true").json()["pagination"]
    assert total["totalResultSize"] == 7


SORTED = {
    "createdAt": MADE,
    "legalName": ["A/S", "Alpha", "alpha", "beta", "Gamma_1", "Örn"],
    "customProperties.tier": ["Alpha", "Örn", "beta", "alpha", "Gamma_1", "A/S"],
    "customProperties.none": MADE,
}


@pytest.mark.parametrize("sort_by", SORTED)
def test_it_is_sorted_either_way(client: Client, sort_by: str):
    lacking = 2 if sort_by.endswith("tier") else 0
    up = SORTED[sort_by]
    having = len(up) - lacking
    down = up[:having][::-1] + up[having:][::-1]

    for limit, (order, expected) in product(
        (1, 2, 3, 100), (("ASC", up), ("DESC", down))
    ):
        asked = {"sortBy": sort_by, "sortOrder": order, "limit": limit}
        assert names(client, **asked) == expected
        # The same filter fetches and sorts what else is walked.
        assert names(client, **asked, alias="nobody") == []
        found = names(client, **asked, label="even")
        assert found == [name for name in expected if MADE.index(name) % 2 == 0]


@pytest.mark.parametrize("sort_by", SORTED)
@pytest.mark.parametrize("label", [None, "odd"])
def test_the_way_back_is_the_same(client: Client, sort_by: str, label: str | None):
    asked = {"sortBy": sort_by, "limit": 2} | ({"label": label} if label else {})
    there = list(pages(client, **asked))
    last = client.get("/customers", params=asked).json()
    while "after" in last["pagination"]:
        step = asked | {"after": last["pagination"]["after"]}
        last = client.get("/customers", params=step).json()

    back = list(pages(client, "before", **asked, before=last["pagination"]["before"]))

    assert [each for page in back[::-1] for each in page] == [
        each for page in there[:-1] for each in page
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"legalName": "ALPH"}, ["alpha", "Alpha"]),
        ({"legalName": "eta"}, ["beta"]),
        ({"legalName": "ÖR"}, ["Örn"]),
        ({"legalName": "a"}, ["A/S", "alpha", "Alpha"]),
        ({"legalName": "a/"}, ["A/S"]),
        ({"legalName": "a_1"}, []),
        ({"legalName": "mma_1"}, ["Gamma_1"]),
        ({"legalName": "%a%"}, []),
        ({"legalName": "\\"}, []),
        ({"email": "info2@EXAMPLE.com"}, ["Örn"]),
        ({"email": "info2"}, []),
        ({"alias": "CRM-1"}, ["Alpha"]),
        ({"alias": "crm-1"}, []),
        ({"label": "odd"}, ["A/S", "alpha", "Alpha"]),
        ({"label": "od"}, []),
        (
            {"label": "odd", "legalName": "alpha", "email": "info3@example.com"},
            ["alpha"],
        ),
        ({"alias": "CRM-1", "label": "even"}, []),
        ({"billingStatus": "INACTIVE"}, MADE[::-1]),
        ({"billingStatus": "ACTIVE"}, []),
        ({"billingStatus": "ACTIVE", "label": "odd"}, []),
    ],
)
def test_it_is_filtered(client: Client, asked: dict[str, str], found: list[str]):
    reply = client.get("/customers", params=asked).json()

    assert [each["legalName"] for each in reply["items"]] == found
    assert reply["pagination"] == {"totalResultSize": len(found)}


def test_its_own_id_is_an_alias(client: Client):
    customer = client.get("/customers").json()["items"][0]

    assert names(client, alias=customer["id"]) == [customer["legalName"]]
    assert names(client, alias=str(uuid4())) == []


def test_an_archived_contact_finds_nobody(client: Client):
    customer = add_customer(client, contacts=[contact("a@x.se"), contact("b@x.se")])
    path = f"/customers/{customer}/contacts"
    second = client.get(path).json()["items"][1]["id"]
    client.post(f"{path}/{second}/archive").raise_for_status()

    assert (len(names(client, email="a@x.se")), names(client, email="b@x.se")) == (
        1,
        [],
    )


def test_it_follows_what_is_changed(client: Client):
    customer = client.get("/customers?alias=CRM-0").json()["items"][0]["id"]
    body = new_customer("Zeta", customProperties={"tier": "a", "new": "1"})
    client.put(f"/customers/{customer}", json=body).raise_for_status()

    tier = {"sortBy": "customProperties.tier", "sortOrder": "ASC"}
    assert names(client, **tier)[0] == "Zeta"
    assert names(client, sortBy="legalName")[:2] == ["Örn", "Zeta"]
    keys = "/customer-custom-property-keys"
    assert client.get(keys).json() == {"items": ["new", "other", "tier"]}
    client.post(f"/customers/{customer}/archive")
    assert "Zeta" not in names(client, **tier)
    assert names(client, **tier, includeArchived="true")[0] == "Zeta"
    client.post(f"/customers/{customer}/unarchive")
    assert names(client, **tier)[0] == "Zeta"


def test_a_page_is_not_moved_by_what_comes_and_goes(client: Client):
    asked = {"sortBy": "legalName", "sortOrder": "ASC", "limit": 3}
    reply = client.get("/customers", params=asked)
    assert [each["legalName"] for each in reply.json()["items"]][2] == "alpha"
    last = reply.json()["items"][2]["id"]
    add_customer(client, "Aaa")
    body = new_customer("Zzz")
    client.put(f"/customers/{last}", json=body).raise_for_status()

    asked["after"] = reply.json()["pagination"]["after"]
    assert names(client, **asked) == ["beta", "Gamma_1", "Zzz", "Örn"]


def test_links_lead_on_with_the_same_question(client: Client):
    asked = {"includeArchived": "true", "sortBy": "legalName", "limit": "1"}
    reply = client.get("/customers", params=asked)

    url = urlsplit(reply.links["next"]["url"])
    assert url.path == "/api/customers"
    query = dict(parse_qsl(url.query))
    assert asked.items() <= query.items()
    assert query["after"] == reply.json()["pagination"]["after"]


def forged(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("asked", "code", "pointer"),
    [
        ({"sortBy": "name"}, "SortUnknown", "/sortBy"),
        ({"sortBy": "customProperties."}, "SortUnknown", "/sortBy"),
        ({"sortBy": "customProperties"}, "SortUnknown", "/sortBy"),
        ({"sortOrder": "asc"}, "QueryInvalid", "/sortOrder"),
        ({"limit": "0"}, "QueryInvalid", "/limit"),
        ({"limit": "101"}, "QueryInvalid", "/limit"),
        ({"billingStatus": "SOME"}, "QueryInvalid", "/billingStatus"),
        ({"billingStatus": "null"}, "QueryInvalid", "/billingStatus"),
        ({"includeArchived": "perhaps"}, "QueryInvalid", "/includeArchived"),
        ({"legalName": ""}, "QueryInvalid", "/legalName"),
        ({"legalName": "a\x00"}, "QueryInvalid", "/legalName"),
        ({"owner": "x"}, "QueryInvalid", "/owner"),
        ({"after": "x"}, "CursorUnknown", "/after"),
        ({"before": "%"}, "CursorUnknown", "/before"),
        ({"after": "a", "before": "b"}, "CursorUnknown", "/before"),
        (
            {"after": forged("createdAt DESC", "\0", str(uuid4()))},
            "CursorUnknown",
            "/after",
        ),
        ({"after": forged("createdAt DESC", None)}, "CursorUnknown", "/after"),
        (
            {"after": forged("createdAt ASC", None, str(uuid4()))},
            "CursorUnknown",
            "/after",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(
    world: World, asked: dict[str, str], code: str, pointer: str
):
    reply = world.customers().get("/customers", params=asked)

    assert (reply.status_code, reply.json()["code"]) == (400, code)
    assert reply.json()["errors"][0]["pointer"] == pointer


def test_an_unknown_sort_names_the_valid_ones(world: World):
    reply = world.customers().get("/customers?sortBy=name")

    (fault,) = reply.json()["errors"]
    told = "must be createdAt, legalName or customProperties.<key>"
    assert fault["detail"] == told


def test_a_cursor_of_another_sort_is_refused(client: Client):
    reply = client.get("/customers?limit=1&sortBy=legalName").json()
    after = reply["pagination"]["after"]

    for asked in ("", "&sortBy=createdAt", "&sortBy=legalName&sortOrder=ASC"):
        refused = client.get(f"/customers?limit=1&after={after}{asked}")
        assert (refused.status_code, refused.json()["code"]) == (400, "CursorUnknown")
        assert "sorted by legalName DESC" in refused.json()["errors"][0]["detail"]


@pytest.mark.usefixtures("client")
def test_another_apps_are_not_there(other_world: World):
    assert other_world.customers(Scope.READ).get("/customers").json() == {
        "items": [],
        "pagination": {"totalResultSize": 0},
    }
    keys = other_world.customers().get("/customer-custom-property-keys")
    assert keys.json() == {"items": []}
