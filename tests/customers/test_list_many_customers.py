"""Listing more customers than one page walks past, or fetches for a filter."""

from collections.abc import Iterator
from typing import Any

import pytest

from clients import Client
from koncern.billing.directory.actions import FETCHED_MAX, WALKED_MAX
from service import Service
from world import Operator, World, add_customer

OLD, NEW = FETCHED_MAX + 50, WALKED_MAX + 50

COPY = """
INSERT INTO company (app_id, name, status, tax_status, label, billing_address, contacts,
                     custom_fields, created_at, updated_at)
SELECT c.app_id, $3 || n, c.status, c.tax_status, $3, c.billing_address, c.contacts,
       jsonb_build_object('kind', $3::text), now(), now()
  FROM company AS c, generate_series(1, $4::integer) AS n
 WHERE c.app_id = $1 AND c.id = $2::text::uuid
"""


@pytest.fixture(scope="module")
def client(service: Service, operator: Operator) -> Iterator[Client]:
    """A client of an app with many customers: the oldest are the fewer."""
    world = World(service.url, operator)
    client = world.customers()
    sample = add_customer(client, "Sample")
    for kind, count in (("old", OLD), ("new", NEW)):
        operator.query(COPY, world.app, sample, kind, count)
    yield client
    world.close()


def test_those_that_fit_are_found_however_far_they_are(client: Client):
    for asked in (
        {"label": "old"},
        {"legalName": "OLD"},
        {"label": "old", "sortBy": "legalName", "sortOrder": "ASC"},
        {"label": "old", "sortBy": "customProperties.kind", "sortOrder": "ASC"},
        {"label": "old", "sortBy": "customProperties.none"},
    ):
        found, empty = [], 0
        reply = client.get("/customers", params=asked | {"limit": 100}).json()
        assert "totalResultSize" not in reply["pagination"]
        while True:
            found += [each["legalName"] for each in reply["items"]]
            empty += not reply["items"]
            after = reply["pagination"].get("after")
            if after is None:
                break
            step = asked | {"limit": 100, "after": after}
            reply = client.get("/customers", params=step).json()
        assert (len(found), len(set(found))) == (OLD, OLD)
        # Who has the property is passed by once more, to find those who lack it.
        assert 1 <= empty <= 2


@pytest.mark.parametrize("by", ["createdAt", "legalName", "customProperties.kind"])
@pytest.mark.parametrize("order", ["ASC", "DESC"])
def test_who_goes_back_meets_them_all_again(client: Client, by: str, order: str):
    """A page that holds nobody still leads on, in either direction."""
    asked = {"label": "old", "sortOrder": order, "sortBy": by, "limit": "100"}
    pages = [*walk(client, asked, "after")]
    last = pages[-1]

    back = [*walk(client, asked, "before", last["pagination"]["before"])]

    there = [each["id"] for page in pages for each in page["items"]]
    again = [each["id"] for page in [*back[::-1], last] for each in page["items"]]
    assert len(there) == OLD
    assert again == there
    assert pages[0]["pagination"].keys() <= {"after", "totalResultSize"}


def walk(
    client: Client, asked: dict[str, str], way: str, begin: str | None = None
) -> Iterator[dict[str, Any]]:
    """Read page after page, as long as one names the next."""
    cursor = begin
    while True:
        step = asked | ({way: cursor} if cursor else {})
        page = client.get("/customers", params=step).json()
        yield page
        cursor = page["pagination"].get(way)
        if cursor is None:
            return


def test_few_that_fit_are_told_exactly(client: Client):
    reply = client.get("/customers?legalName=old7&limit=3").json()

    assert len(reply["items"]) == 3
    assert reply["pagination"]["totalResultSize"] == 111


def test_all_of_them_are_too_many_to_count(client: Client):
    pagination = client.get("/customers").json()["pagination"]

    assert pagination.keys() == {"after"}
