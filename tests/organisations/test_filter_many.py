"""Filtering so many companies that it matters which way a list is read.

Most of them are one company, which can be found at as many times: a list reads no more of
those that do not match, or that stand behind its page.
"""

from typing import Any

import pytest

from clients import Client
from world import World, new_company

OTHERS = 12_000
NONE = OTHERS + 1

FILL = """
INSERT INTO company_search (app_id, company, created_at, updated_at, name, terms)
SELECT s.app_id, s.company, $2::text::timestamptz + n * interval '1 s', s.updated_at, $3::text || n,
       CASE WHEN n % $4::integer = 0 THEN s.terms ELSE array_to_tsvector(ARRAY['other']) END
  FROM company_search AS s, generate_series(1, $5::integer) AS n
 WHERE s.app_id = $1 AND s.name = 'a'
"""


@pytest.fixture
def machine(world: World) -> Client:
    """A credential of an app whose three companies have a tag."""
    client = world.machine()
    client.post("/tags", json={"key": "gold", "name": "Gold"}).raise_for_status()
    for name in ("a", "b", "c"):
        body = new_company(name, tags=["gold"], status="active")
        client.post("/organisations", json=body).raise_for_status()
    assert found(client) == ["a", "b", "c"]
    return client


def found(client: Client, **more: Any) -> list[str]:
    """Return the names of the first three that have the tag, a page of two and one."""
    names: list[str] = []
    after: dict[str, str] = {}
    for limit in (2, 1):
        query = {"tag": "gold", "limit": limit} | more | after
        page = client.get("/organisations", params=query)
        assert page.status_code == 200, page.text
        names += [company["name"] for company in page.json()["companies"]]
        pagination = page.json()["pagination"]
        after = {name: pagination[name] for name in ("after",) if name in pagination}
    return names


@pytest.mark.parametrize(
    ("one_in", "created", "name"),
    [(NONE, "2020-01-01", "0"), (NONE, "2999-01-01", "z"), (2, "2999-01-01", "z")],
)
def test_the_same_is_found_whichever_way_is_taken(
    world: World, machine: Client, one_in: int, created: str, name: str
):
    world.operator.query(FILL, world.app, created, name, one_in, OTHERS)

    for _ in range(2):
        assert found(machine) == ["a", "b", "c"]
        assert found(machine, sort="name") == ["a", "b", "c"]
        world.operator.query("ANALYZE company_search")  # now the guess is another one


def test_many_are_not_counted_one_by_one(world: World, machine: Client):
    world.operator.query(FILL, world.app, "2999-01-01", "z", 1, 3 * OTHERS)
    world.operator.query("ANALYZE company_search")

    query = {"tag": "gold", "count": "true", "limit": 2}
    answer = machine.get("/organisations", params=query).json()
    assert (answer["total"], answer["total_is_exact"]) == (10_000, False)
    query["created_to"] = "2998-01-01T00:00:00Z"
    answer = machine.get("/organisations", params=query).json()
    assert (answer["total"], answer["total_is_exact"]) == (3, True)


@pytest.mark.parametrize(
    ("span", "sort"), [("created", "updated"), ("updated", "created")]
)
def test_a_span_is_paged_through_in_the_order_of_the_other_time(
    machine: Client, span: str, sort: str
):
    every = machine.get("/organisations").json()["companies"]
    query = {f"{span}_from": every[1][f"{span}_at"], "sort": sort, "limit": 1}

    first = machine.get("/organisations", params=query).json()
    after = {"after": first["pagination"]["after"]}
    second = machine.get("/organisations", params=query | after).json()
    before = {"before": second["pagination"]["before"]}
    again = machine.get("/organisations", params=query | before).json()
    last = machine.get("/organisations", params=query | {"order": "desc"}).json()

    assert first["companies"] == again["companies"] == every[1:2]
    assert second["companies"] == last["companies"] == every[2:]
    assert "after" not in second["pagination"]
