"""Forests for tests: many companies in trees, and many who move them at once.

By hand, for longer and in larger forests:
KONCERN_TEST_FOREST=2000 KONCERN_TEST_LONG=20 pytest -s <a file that uses them>
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from clients import Client
from stress import by_all_at_once, stressed
from trees import add_company, in_time, put_parent
from world import World

COMPANIES = int(os.environ.get("KONCERN_TEST_FOREST", "300"))
TURNS = 60
"""How many calls each thread makes."""

HIERARCHIES = ("main", "sales")
MOVES = {"move", "patch"}


@dataclass(frozen=True)
class Call:
    """One call that was made: what it asked for, when, and what came of it."""

    verb: str
    hierarchy: str
    company: str
    parent: str | None
    sent: datetime
    answered: datetime
    status: int
    request: str

    @property
    def place(self) -> tuple[str, str, str | None]:
        """Where it put whom."""
        return self.hierarchy, self.company, self.parent


def plant(world: World) -> list[str]:
    """Make a forest: each company under one that was made before, or at the top.

    It is the same in both hierarchies, to begin with.
    """
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
    world.operator.query(
        """
        WITH stands AS (
            INSERT INTO placement (app_id, hierarchy, company, parent, valid, recorded_at)
            SELECT app_id, 'sales', company, parent, valid, recorded_at FROM placement
             WHERE app_id = $1
        )
        INSERT INTO ancestry (app_id, hierarchy, company, path, children, below)
        SELECT app_id, 'sales', company, path, children, below FROM ancestry
         WHERE app_id = $1
        """,
        world.app,
    )
    return [str(row["id"]) for row in rows]


def all_at_once(
    machine: Callable[[], Client], companies: list[str], *, days: float
) -> list[Call]:
    """Let many move companies; what they plan comes within some days."""

    def move_again_and_again(seed: int) -> list[Call]:
        chance, client = random.Random(seed), machine()
        return [_call(client, companies, chance, days) for _ in stressed(TURNS)]

    calls = [each for some in by_all_at_once(move_again_and_again) for each in some]
    told = Counter((each.verb, each.hierarchy, each.status) for each in calls)
    print(f"\n{len(calls)} calls, {len(companies)} companies")  # noqa: T201 - to be read
    for (verb, hierarchy, status), count in sorted(told.items()):
        print(f"  {verb:8} {hierarchy:5} {status}: {count:6}")  # noqa: T201 - to be read
    return calls


def _call(
    client: Client, companies: list[str], chance: random.Random, days: float
) -> Call:
    """Make one call, whichever."""
    company, parent = chance.sample(companies, 2)
    hierarchy, to = chance.choice(HIERARCHIES), parent
    dice, sent, verb = chance.random(), datetime.now(UTC), "move"
    if dice < 0.05:
        add_company(client, "New", parent)
        return Call("add", "main", "", parent, sent, sent, 200, "")
    if dice < 0.1:
        verb, at = "plan", in_time(days=chance.uniform(days / 5, days))
        reply = put_parent(client, company, parent, hierarchy, effective_at=at)
    elif dice < 0.15:
        verb, hierarchy = "patch", "main"
        reply = client.patch(f"/organisations/{company}", json={"parent_id": parent})
    else:
        to = parent if dice < 0.9 else None
        reply = put_parent(client, company, to, hierarchy)
    request = reply.headers["x-request-id"]
    answered, status = datetime.now(UTC), reply.status_code
    return Call(verb, hierarchy, company, to, sent, answered, status, request)


def forgotten(world: World, calls: list[Call]) -> list[Call]:
    """List the moves that were answered, and are not in the history.

    Its times tell that the company did stand there between question and answer. And the
    move stands on the record, unless the company had stood there already: since before
    the question, or by another call that was made meanwhile.
    """
    rows = world.operator.query(
        """SELECT DISTINCT request_id FROM event
            WHERE app_id = $1 AND type IN ('company.moved', 'company.changed')""",
        world.app,
    )
    on_record = {row["request_id"] for row in rows}
    moves = [each for each in calls if each.verb in MOVES and each.status == 200]
    missing = []
    for each in moves:
        since = stood_since(world, each)
        had_stood = any(
            other.place == each.place
            and other.request in on_record
            and other.sent <= each.answered
            and other.answered >= each.sent
            for other in moves
        )
        if since is None or not (had_stood or since <= each.sent):
            missing.append(each)
    return missing


def stood_since(world: World, call: Call) -> datetime | None:
    """Return since when a company stood where it was moved, at the time of the call."""
    rows = world.operator.query(
        """
        WITH stood AS (
            SELECT p.parent, p.valid FROM placement AS p
             WHERE p.app_id = $1 AND p.hierarchy = $2 AND p.company::text = $3
        ), there AS (
            SELECT CASE WHEN $4::text IS NULL
                   THEN '{(,)}' - coalesce((SELECT range_agg(valid) FROM stood), '{}')
                   ELSE (SELECT range_agg(valid) FROM stood WHERE parent::text = $4)
                   END AS valid
        )
        SELECT coalesce(lower(w.during), '-infinity') AS since
          FROM there AS t CROSS JOIN LATERAL unnest(t.valid) AS w (during)
         WHERE w.during && tstzrange($5, $6, '[]')
         ORDER BY w.during LIMIT 1
        """,
        world.app,
        *call.place,
        call.sent,
        call.answered,
    )
    return rows[0]["since"].replace(tzinfo=UTC) if rows else None


def recorded(world: World, hierarchy: str) -> dict[str, dict[str, int]]:
    """Count the moves on the record, and the times that are dated, of each company."""
    rows = world.operator.query(
        """
        SELECT c.id::text, c.version, m.moves, m.detached, d.dated, d.born
          FROM company AS c
         CROSS JOIN LATERAL (
            SELECT count(*) AS moves,
                   count(*) FILTER (WHERE e.after ->> 'parent_id' IS NULL) AS detached
              FROM event AS e
             WHERE e.app_id = $1 AND e.subject = c.id
               AND (e.type = 'company.moved' AND e.after ->> 'hierarchy' = $2
                    OR e.type = 'company.changed' AND $2 = 'main')) AS m
         CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE lower(p.valid) <= clock_timestamp()) AS dated,
                   count(*) FILTER (WHERE lower(p.valid) = c.created_at) AS born
              FROM placement AS p
             WHERE p.app_id = $1 AND p.hierarchy = $2 AND p.company = c.id) AS d
         WHERE c.app_id = $1
        """,
        world.app,
        hierarchy,
    )
    return {
        row["id"]: {
            "version": row["version"],
            "moves": row["moves"],
            "times": row["dated"] + row["detached"] - row["born"],
        }
        for row in rows
    }
