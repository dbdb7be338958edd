"""A label that very many companies show: its change is rendered behind, its end refused."""

import time
from collections.abc import Callable, Iterator

import pytest

from koncern import labels
from patience import wait_until
from world import World

STALE = """
SELECT count(*) FROM company AS c
 WHERE c.app_id = $1 AND c.document NOT LIKE '%"Golden"%'
"""

VERSIONS = "SELECT DISTINCT version FROM company WHERE app_id = $1 AND id <> $2"

COMPANIES = """
WITH new AS (SELECT uuidv7() AS id FROM generate_series(1, $3::int)), link AS (
    INSERT INTO company_tag (app_id, company, tag) SELECT $1, id, $2 FROM new)
INSERT INTO company (app_id, id, name, status, created_at, updated_at)
SELECT $1, id, 'Company', 'active', now(), now() FROM new
"""


@pytest.fixture
def crowd(world: World) -> Iterator[Callable[[int], None]]:
    """Make a tag, and so many companies that have it; they go with the test."""

    def come(number: int) -> None:
        tag = world.machine().post("/tags", json={"key": "gold", "name": "Gold"})
        world.operator.query(COMPANIES, world.app, tag.json()["id"], number)

    yield come
    for table in ("label_rendering", "company_tag", "company"):
        world.operator.query(f"DELETE FROM {table} WHERE app_id = $1", world.app)


def stale(world: World) -> int:
    return world.operator.query(STALE, world.app)[0]["count"]


def test_companies_show_a_new_name_soon(world: World, crowd: Callable[[int], None]):
    crowd(labels.AT_ONCE_MAX + 1)
    machine = world.machine()
    begun = time.monotonic()

    reply = machine.patch("/tags/gold", json={"name": "Golden"})

    assert reply.status_code == 200
    assert time.monotonic() - begun < 2
    one = machine.get("/organisations?limit=1").json()["companies"][0]["id"]
    touched = machine.patch(f"/organisations/{one}", json={"comment": "x"})
    assert touched.json()["company"]["tags"][0]["name"] == "Golden"
    wait_until(lambda: not stale(world), lambda: f"{stale(world)} show the old name")
    versions = world.operator.query(VERSIONS, world.app, one)
    assert [row["version"] for row in versions] == [2], "each is rendered once"
    # What was changed meanwhile shows the new name already, and is not rendered again.
    read = machine.get(f"/organisations/{one}")
    assert read.headers["etag"] == touched.headers["etag"]


def test_a_label_on_too_many_is_not_deleted(world: World, crowd: Callable[[int], None]):
    crowd(labels.TAKEN_OFF_MAX + 1)

    reply = world.machine().delete("/tags/gold")

    assert (reply.status_code, reply.json()["code"]) == (409, "LabelOnTooMany")
    assert world.machine().get("/tags/gold").status_code == 200
