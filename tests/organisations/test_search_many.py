"""Searching so many companies that it matters how candidates are come by.

Most of them are copies of one. The others have words of their own: PostgreSQL guesses how
often a word begins so from a hundred at least.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from clients import Client
from world import World, new_company

FILL = """
WITH quick AS MATERIALIZED (SELECT set_config('session_replication_role', 'replica', true)),
     one AS MATERIALIZED (SELECT s.terms, s.updated_at, c AS company
               FROM company AS c
               JOIN company_search AS s ON s.app_id = c.app_id AND s.company = c.id
              WHERE c.app_id = $1 AND c.name = 'Volvo AB' LIMIT 1),
     made AS (
     INSERT INTO company
     SELECT (jsonb_populate_record(one.company,
                                   jsonb_build_object('id', gen_random_uuid()))).*
       FROM quick, one, generate_series(1, $4::integer)
     RETURNING id)
INSERT INTO company_search (app_id, company, created_at, updated_at, name, terms)
SELECT $1, made.id, $2::text::timestamptz + made.n * interval '1 s', one.updated_at,
       'volvo ab ' || made.n, CASE WHEN made.n % $3::integer = 0 THEN one.terms
                                   ELSE array_to_tsvector(ARRAY['other' || made.n % 300]) END
  FROM one, (SELECT id, row_number() OVER () AS n FROM made) AS made
"""
"""Copies of a company, past what keeps others in step: the test needs many, and soon."""


FAR = """
UPDATE company_search SET name = name || ' of some words that are far from it ' || random()
 WHERE app_id = $1 AND name ~ '[1-4]$'
"""
"""Let the names of some companies have little in common with a text."""

CLEAR = """
WITH quick AS MATERIALIZED (SELECT set_config('session_replication_role', 'replica', true))
DELETE FROM company AS c USING quick
 WHERE c.app_id = $1 AND c.document::json ->> 'id' <> c.id::text
"""


@pytest.fixture
def machine(world: World) -> Iterator[Client]:
    """A credential of an app with three companies."""
    client = world.machine()
    for name in ("Volvo AB", "Saab AB", "Scania AB"):
        body = new_company(name, status="active")
        client.post("/organisations", json=body).raise_for_status()
    assert found(client, "scania") == ["Scania AB"]
    yield client
    world.operator.query(CLEAR, world.app)


def fill(world: World, since: str, one_in: int, count: int) -> None:
    """Let one in so many of many more companies be found as Volvo AB."""
    world.operator.query(FILL, world.app, since, one_in, count)
    world.operator.query("ANALYZE company_search")


def found(client: Client, text: str, **more: Any) -> list[str]:
    """Search for a text; return the names that are found, each once, in order."""
    reply = client.get("/organisations", params={"text": text, "limit": 100, **more})
    assert reply.status_code == 200, reply.text
    names = [company["name"] for company in reply.json()["companies"]]
    return list(dict.fromkeys(names))


@pytest.mark.parametrize("since", ["2020-01-01", "2999-01-01"])
@pytest.mark.parametrize("one_in", [2, 30])
def test_the_same_is_found_however_many_have_it(
    world: World, machine: Client, since: str, one_in: int
):
    fill(world, since, one_in, 4000)

    assert found(machine, "volvo") == ["Volvo AB"]
    assert found(machine, "volvo ab", sort="name") == ["Volvo AB"]


def test_what_is_common_but_not_among_the_newest_is_found_as_well(
    world: World, machine: Client
):
    fill(world, "2020-01-01", 1, 4000)
    fill(world, "2999-01-01", 4001, 4000)

    query = {"text": "ab", "limit": 100}
    reply = machine.get("/organisations", params=query)
    assert len(reply.json()["companies"]) == 100


def test_a_later_page_goes_on_as_the_first_was_read(world: World, machine: Client):
    fill(world, "2020-01-01", 2, 2000)
    query = {"text": "qwertyuiop volvo", "limit": 60, "count": "true"}
    first = machine.get("/organisations", params=query).json()
    fill(world, "2999-01-01", 2, 10_400)  # now no first page would be read so

    query["after"] = first["pagination"]["after"]
    reply = machine.get("/organisations", params=query)

    assert len(first["companies"]) == 60
    assert len(reply.json()["companies"]) == 60
    assert "before" in reply.json()["pagination"]


def test_what_many_have_is_counted(world: World, machine: Client):
    fill(world, "2999-01-01", 2, 4000)

    query = {"text": "volvo", "count": "true"}
    answer = machine.get("/organisations", params=query).json()

    assert (answer["total"], answer["total_is_exact"]) == (2001, True)


def test_a_word_that_is_nowhere_is_left_out_if_the_rest_says_something(
    world: World, machine: Client
):
    assert found(machine, "qwertyuiop volvo") == ["Volvo AB"]
    # Half of them is well over 5,000: how many there are is guessed from a sample.
    fill(world, "2999-01-01", 2, 13_000)

    assert found(machine, "qwertyuiop volvo") == []
    assert found(machine, "qwertyuiop scania") == ["Scania AB"]


def test_what_is_counted_loosely_is_exact_only_if_all_were_compared(
    world: World, machine: Client
):
    fill(world, "2020-01-01", 1, 700)
    world.operator.query(FAR, world.app)

    query = {"text": "qwertyuiop volvo", "count": "true", "limit": 100}
    best = machine.get("/organisations", params=query).json()
    every = machine.get("/organisations", params=query | {"sort": "name"}).json()

    assert best["companies"]
    assert best["total"] == every["total"] == 701
