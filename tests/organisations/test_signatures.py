"""Signatures: who is passed by in an index does not match, and nobody else is."""

from collections.abc import Sequence
from typing import Any

import pytest
from searching import add

from koncern.search.terms import ALL, Terms, all_of, any_of, required
from world import World

ASTRAY = """
SELECT s.name, t.term
  FROM company_search AS s, unnest(tsvector_to_array(s.terms)) AS t (term)
 WHERE s.app_id = $1 AND (s.signature | search_signature(ARRAY[t.term])) <> s.signature
"""
BITS = "SELECT length(replace(search_signature($1)::text, '0', '')) AS bits"
FIELDS = (
    "plain",
    "O'Brien & (Sons) | 100 %",
    "back\\slash\\",
    "'quoted'",
    "!",
    "x" * 200,
)
SORTS: tuple[dict[str, str], ...] = (
    {"sort": "name"},
    {"sort": "name", "order": "desc"},
    {"sort": "created"},
    {"sort": "updated", "order": "desc"},
)


def test_what_has_no_alternative_is_required(world: World) -> None:
    terms = Terms(world.app)
    a, b, c = (terms.one("w", word) for word in ("it's", "(|", "\\&"))
    code = str(world.app)[-6:]
    begun = terms.one("w", "begun", is_begun=True)

    assert required(all_of([a, any_of([b, c]), begun])) == [f"{code}wit's"]
    assert required(all_of([all_of([a, b]), c])) == [
        f"{code}w{word}" for word in ("it's", "(|", "\\&")
    ]
    assert required(any_of([all_of([a, b]), c])) == []
    assert required(any_of([all_of([a, any_of([b, c])])])) == [f"{code}wit's"]
    assert required(ALL) == required(begun) == required("") == []


def test_who_has_a_term_has_its_signature(world: World) -> None:
    machine = world.machine()
    for place, value in enumerate(FIELDS):
        add(machine, f"Company {place} of Ängelholm", custom_fields={"kind": value})
    machine.get("/organisations", params={"text": "company"}).raise_for_status()

    assert world.operator.query(ASTRAY, world.app) == []


@pytest.mark.parametrize(
    ("terms", "bits"), [([], (0, 0)), (["a"], (3, 5)), (["a", "b"], (6, 10))]
)
def test_a_term_has_about_five_bits(
    world: World, terms: Sequence[str], bits: tuple[int, int]
) -> None:
    (row,) = world.operator.query(BITS, terms)

    assert bits[0] <= row["bits"] <= bits[1]


@pytest.mark.parametrize("value", FIELDS)
@pytest.mark.parametrize("sort", SORTS)
def test_a_walk_meets_all_that_match(
    world: World, value: str, sort: dict[str, str]
) -> None:
    machine = world.machine()
    wanted = set()
    for place in range(8):
        kept = value if place % 2 else f"not {value}"
        add(machine, f"Company {place}", custom_fields={"kind": kept})
        wanted |= {f"Company {place}"} if place % 2 else set()

    found: list[str] = []
    query: dict[str, Any] = {"custom_fields.kind": value, "limit": 3, **sort}
    for _ in range(2):
        page = machine.get("/organisations", params=query).json()
        found += [company["name"] for company in page["companies"]]
        query["after"] = page["pagination"].get("after")

    assert len(found) == len(wanted)
    assert set(found) == wanted
