"""A purchasing organization with very many members: a page costs what it shows."""

import time
from statistics import median

import pytest
from paying import rolled_up

from clients import Client
from world import World, add_customer, add_organization

MANY, FEW = 10_000, 60
LIMIT = 50


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


def pay_for(world: World, owner: str, count: int) -> list[str]:
    """Make companies that are invoiced through an organization; return their ids."""
    made = add_organization(world.customers(), owner)
    rows = world.operator.query(
        """
        WITH made AS (
            INSERT INTO company (app_id, id, name, status, created_at, updated_at)
            SELECT $1, uuidv7(), 'Member ' || n, 'active', now(), now()
              FROM generate_series(1, $3::integer) AS n
            RETURNING id
        ), joined AS (
            INSERT INTO customer_organization_member
                   (app_id, customer_organization, company, name, added_at)
            SELECT $1, $2::text::uuid, id, 'Member', now() FROM made
        ), counted AS (
            UPDATE customer_organization SET member_count = member_count + $3
             WHERE app_id = $1 AND id = $2::text::uuid
        )
        INSERT INTO payer_arrangement (app_id, company, kind, customer_organization,
                                       payment, valid, recorded_at)
        SELECT $1, id, 'customer_organization', $2::text::uuid, 'self',
               tstzrange(now(), NULL), now() FROM made
        RETURNING company::text
        """,
        world.app,
        made,
        count,
    )
    return sorted(row["company"] for row in rows)


def seconds(client: Client, owner: str) -> float:
    """Return how long the first page of a roll-up takes."""
    took = []
    for _ in range(7):
        began = time.perf_counter()
        reply = client.get(f"/organisations/{owner}/roll-up", params={"limit": LIMIT})
        took.append(time.perf_counter() - began)
        assert len(reply.json()["companies"]) == LIMIT
    return median(took)


def test_a_page_of_ten_thousand_costs_what_a_page_of_sixty_does(
    world: World, machine: Client
):
    billing = world.customers()
    small, large = add_customer(billing, "Small"), add_customer(billing, "Large")
    few = pay_for(world, small, FEW)
    before = seconds(machine, small)
    pay_for(world, large, MANY)
    world.operator.query("ANALYZE")

    assert rolled_up(machine, small, limit=7) == [small, *few]
    assert seconds(machine, small) < 10 * before
    assert seconds(machine, large) < 10 * before
