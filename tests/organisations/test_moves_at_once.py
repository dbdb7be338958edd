"""Many who move companies at once: no circle, no half move, nothing forgotten.

By hand, for longer and in a larger forest:
KONCERN_TEST_FOREST=2000 KONCERN_TEST_SECONDS=20 pytest -s <this file>
"""

import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from trees import add_company, differences, in_time, put_parent
from world import Client, World

COMPANIES = int(os.environ.get("KONCERN_TEST_FOREST", "300"))
SECONDS = int(os.environ.get("KONCERN_TEST_SECONDS", "6"))
THREADS = 8


def test_trees_stay_trees_and_the_record_tells_every_move(world: World):
    companies = plant(world)
    end = time.monotonic() + SECONDS

    def move_until_the_end(seed: int) -> list[tuple[int, str]]:
        chance, client = random.Random(seed), world.machine()
        came = []
        while time.monotonic() < end:
            came.append(change(client, companies, chance))
        return came

    with ThreadPoolExecutor(THREADS) as pool:
        came = [
            each
            for some in pool.map(move_until_the_end, range(THREADS))
            for each in some
        ]

    statuses = Counter(status for status, _ in came)
    moved = Counter(company for status, company in came if status == 200 and company)
    print(f"\n{len(came)} calls in {SECONDS} s: {dict(statuses)}")  # noqa: T201 - to be read
    # Neither a deadlock (503) nor anything broken (500) is among the answers.
    assert set(statuses) == {200, 409}
    assert differences(world) == []
    for company, changes in recorded(world).items():
        # A move to where it stands already is answered, and changes nothing.
        assert changes["moves"] == changes["version"] - 1
        assert changes["moves"] <= moved[company]
        assert changes["times"] == changes["moves"] + 1


def plant(world: World) -> list[str]:
    """Make a forest: each company under one that was made before, or at the top."""
    rows = world.operator.query(
        """
        WITH made AS (
            SELECT n, uuidv7() AS id FROM generate_series(1, $2::integer) AS n
        ), placed AS (
            SELECT m.id, m.n, p.id AS parent FROM made AS m
              LEFT JOIN made AS p ON p.n = m.n / 4 AND m.n > 12
        )
        INSERT INTO company (app_id, id, name, status, parent, created_at, updated_at)
        SELECT $1, id, 'Company ' || n, 'active', parent, now(), now()
          FROM placed ORDER BY n
        RETURNING id
        """,
        world.app,
        COMPANIES,
    )
    return [str(row["id"]) for row in rows]


def change(
    client: Client, companies: list[str], chance: random.Random
) -> tuple[int, str]:
    """Make one call, whichever; return its status, and whom it moved."""
    company, parent = chance.sample(companies, 2)
    dice = chance.random()
    if dice < 0.05:
        add_company(client, "New", parent)
        return 200, ""
    if dice < 0.1:
        at = in_time(days=chance.randint(1, 5))
        return put_parent(client, company, parent, effective_at=at).status_code, ""
    if dice < 0.2:
        body = {"parent_id": parent}
        reply = client.patch(f"/organisations/{company}", json=body)
        return reply.status_code, company
    reply = put_parent(client, company, parent if dice < 0.9 else None)
    return reply.status_code, company


def recorded(world: World) -> dict[str, dict[str, int]]:
    """Count the moves on the record, and the times that are dated, of each company."""
    rows = world.operator.query(
        """
        SELECT c.id::text, c.version,
               (SELECT count(*) FROM event AS e
                 WHERE e.app_id = $1 AND e.subject = c.id
                   AND e.type IN ('company.moved', 'company.changed')) AS moves,
               (SELECT count(*) FROM placement AS p
                 WHERE p.app_id = $1 AND p.company = c.id
                   AND lower(p.valid) <= clock_timestamp()) AS dated,
               (SELECT count(*) FROM event AS e
                 WHERE e.app_id = $1 AND e.subject = c.id
                   AND (e.type = 'company.moved' AND e.after ->> 'parent_id' IS NULL
                        OR e.type = 'company.changed'
                           AND e.after ->> 'parent_id' IS NULL)) AS detached,
               (SELECT count(*) FROM placement AS p
                 WHERE p.app_id = $1 AND p.company = c.id
                   AND lower(p.valid) = c.created_at) AS born
          FROM company AS c WHERE c.app_id = $1
        """,
        world.app,
    )
    return {
        row["id"]: {
            "version": row["version"],
            "moves": row["moves"],
            "times": row["dated"] + row["detached"] + 1 - row["born"],
        }
        for row in rows
    }
