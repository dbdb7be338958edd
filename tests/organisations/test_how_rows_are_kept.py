"""Where what is said of a company lies: usual ones in half a page, large ones beside it."""

import random
from typing import Any

from test_register import ADDRESS

from world import World

ROWS = """
SELECT count(DISTINCT (ctid::text::point)[0])::integer AS pages,
       bool_or(pg_column_compression(document) IS NOT NULL) AS compressed,
       bool_and(pg_column_toast_chunk_id(shipping_address) IS NOT NULL) AS beside
  FROM company WHERE app_id = $1
"""
WORDS = random.Random(1)


def words(length: int) -> str:
    """Return a text that does not get shorter by compression."""
    return "".join(chr(WORDS.randrange(0x4E00, 0x9FFF)) for _ in range(length))


def body(number: int) -> dict[str, Any]:
    """Return a company that takes a little more than half a page: everything once."""
    return {
        "name": f"Acme Nordic {number} AB",
        "contact_name": "Accounts payable",
        "email": "info@example.com",
        "invoice_email": "billing@example.com",
        "phone": "+46 8 123 456 00",
        "url": "https://www.example.com/se/about-us",
        "label": "Key account, Nordics",
        "comment": "Orders by phone before noon are delivered on the same day. " * 5,
        "billing_address": [ADDRESS],
        "shipping_address": [ADDRESS],
        "custom_fields": {"about": "What an ERP system says of a company. " * 15},
    }


def test_two_usual_companies_share_a_page_and_are_read_as_they_are(world: World):
    anna = world.person()

    made = [anna.post("/organisations", json=body(n)).json() for n in range(12)]

    (rows,) = world.operator.query(ROWS, world.app)
    assert rows["pages"] <= 7, "of 12, the first and the last may have been begun"
    assert (rows["compressed"], rows["beside"]) == (False, True)
    for company in made:
        read = anna.get(f"/organisations/{company['company']['id']}").json()
        assert read["company"] == company["company"]


def test_large_companies_are_kept_whole(world: World):
    anna = world.person()
    large = body(1) | {
        "comment": words(1_000),
        "custom_fields": {"about": words(20_000)},
        "shipping_address": [
            ADDRESS
            | {"name": f"Gate {n}", "is_default": n == 1, "company_name": words(90)}
            for n in range(40)
        ],
    }

    made = anna.post("/organisations", json=large)

    assert made.status_code == 200
    company = made.json()["company"]
    place = f"/organisations/{company['id']}"
    assert company["custom_fields"] == large["custom_fields"]
    changed = anna.patch(place, json={"phone": None}).json()["company"]
    untold = {"phone", "updated_at"}
    assert {name: changed[name] for name in changed.keys() - untold} == {
        name: company[name] for name in company.keys() - untold
    }
    listed = anna.get(f"{place}/addresses?kind=shipping").json()["addresses"]
    assert len(listed) == 40
    (rows,) = world.operator.query(ROWS, world.app)
    assert rows["beside"]
