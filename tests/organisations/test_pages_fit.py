"""Every page fits into its bytes, and following the cursors yields every row once."""

import json
from typing import Any

import pytest

from koncern import limits
from world import World, new_company, new_customer

LONG = "ä" * 9_000
COUNT = 40


def fat(n: int) -> dict[str, Any]:
    """Return a company of some 220 kB."""
    long = [
        {"key": f"a{k}", "description": LONG, "values": {"v": LONG}} for k in range(6)
    ]
    return new_company(f"Fat {n:03}", attributes=long, status="active")


def fill(world: World) -> list[str]:
    """Make fat companies by copying one, with a user in each; return their ids."""
    anna = world.person()
    made = anna.post("/organisations", json=fat(0))
    assert made.status_code == 200, made.text[:400]
    assert len(made.content) > 200_000
    first = made.json()["company"]["id"]
    world.operator.query(
        "INSERT INTO company SELECT (jsonb_populate_record(c, jsonb_build_object("
        "    'id', uuidv7(), 'name', 'Fat ' || to_char(n, 'FM000'), 'document', NULL))).*"
        f"  FROM company AS c, generate_series(1, {COUNT - 1}) AS n WHERE c.id = $1",
        first,
    )
    world.operator.query(
        'INSERT INTO membership (app_id, "user", company, level, created_at, updated_at)'
        " SELECT app_id, $2, id, 'admin', now(), now() FROM company"
        "  WHERE app_id = $1 AND id <> $3",
        world.app,
        anna.id,
        first,
    )
    world.anna = anna  # type: ignore[attr-defined]
    return [
        str(row["id"])
        for row in world.operator.query(
            "SELECT id FROM company WHERE app_id = $1 ORDER BY id", world.app
        )
    ]


def pages(
    client: Any, path: str, way: str, start: str | None, **asked: Any
) -> list[Any]:
    """Follow a list's cursors in one direction; hold that each page fits."""
    found, cursor = [], start
    while True:
        at = {way: cursor} if cursor else {}
        reply = client.get(path, params=asked | at)
        assert reply.status_code == 200, reply.text[:400]
        assert len(reply.content) <= limits.PAGE_BYTES
        page = reply.json()
        found.append(page)
        cursor = page["pagination"].get(way)
        if not cursor:
            return found


def ids(found: list[Any], label: str) -> list[str]:
    """Return the ids of what pages list."""
    return [
        str(each.get("company", each).get("id") or each.get("key"))
        for page in found
        for each in page[label]
    ]


def test_every_list_of_fat_companies_is_cut_to_fit(world: World):
    all_ids = fill(world)
    machine, anna = world.machine(), world.anna  # type: ignore[attr-defined]
    lists: list[tuple[Any, str, str, dict[str, Any]]] = [
        (machine, "/organisations", "companies", {}),
        (anna, "/organisations", "companies", {}),
        (machine, "/organisations", "companies", {"sort": "name", "order": "asc"}),
        (machine, "/organisations", "companies", {"sort": "updated"}),
        (machine, "/organisations", "companies", {"status": "active"}),
        (machine, "/organisations", "companies", {"text": "fat"}),
        (machine, "/registrations", "registrations", {"status": "active"}),
        (world.customers(), "/customers", "items", {}),
        (world.customers(), "/customers", "items", {"sortBy": "legalName"}),
        (world.customers(), "/customers", "items", {"legalName": "Fat"}),
    ]
    for client, path, label, more in lists:
        asked = more | {"limit": 100}
        on = pages(client, path, "after", None, **asked)
        walked = ids(on, label)
        assert sorted(walked) == all_ids, (path, asked)
        assert len(on) > 1, (path, asked)
        last = on[-1]["pagination"].get("before")
        back = pages(client, path, "before", last, **asked)
        before = [each for page in back[::-1] for each in ids([page], label)]
        assert before == walked[: len(before)]
        assert len(before) + len(ids(on[-1:], label)) == COUNT, (path, asked)


def test_lists_of_other_records_fit_as_well(world: World):
    machine = world.machine()
    names = json.dumps(
        {"name": {a + b: "Ö" * 290 for a in "abcdefghijkl" for b in "abcdefghijkl"}}
    )
    world.operator.query(
        "INSERT INTO tag (app_id, key, name, status, translations, created_at, updated_at)"
        " SELECT $1, 'tag-' || n, 'T', 'active', $2, now(), now()"
        "   FROM generate_series(1, 60) AS n",
        world.app,
        names,
    )

    on = pages(machine, "/tags", "after", None, limit=100)
    back = pages(machine, "/tags", "before", on[-1]["pagination"]["before"], limit=100)

    walked = ids(on, "tags")
    assert len(set(walked)) == len(walked) == 60
    assert len(on) > 1
    before = [each for page in back[::-1] for each in ids([page], "tags")]
    assert before == walked[: len(before)]


@pytest.mark.parametrize("limit", [1, 3])
def test_small_pages_stay_as_they_were(world: World, limit: int):
    billing = world.customers()
    made = [
        billing.post("/customers", json=new_customer(f"C{n}")).json()["id"]
        for n in range(5)
    ]

    on = pages(billing, "/customers", "after", None, limit=limit)

    assert ids(on, "items") == made[::-1]
    assert all(len(page["items"]) <= limit for page in on)
