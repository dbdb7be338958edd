"""Many plans are due at once: each is seen to soon, whatever becomes of the others."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from clients import Client
from patience import wait_until
from rivals import rival
from trees import add_company, declare, in_time, plan, until_decided
from world import World, add_customer, add_organization

MANY = 200
SOON_SECONDS_MAX = 10
"""Less than if each that is given up lets all others be tried again, or if an app's plan
waits for a lock as long as a statement may take: so waiting longer would tell nothing."""


@pytest.fixture
def machine(world: World) -> Client:
    machine = world.machine()
    declare(machine)
    return machine


def states(world: World, table: str) -> set[tuple[str, str | None]]:
    rows = world.operator.query(
        f"SELECT DISTINCT state, failure FROM {table} WHERE app_id = $1", world.app
    )
    return {(row["state"], row["failure"]) for row in rows}


def until_none_is_pending(world: World, table: str) -> set[tuple[str, str | None]]:
    """Wait until nothing of an app is pending; return what became of all."""
    wait_until(
        lambda: all(state != "pending" for state, _ in states(world, table)),
        "still pending",
    )
    return states(world, table)


def test_many_hopeless_moves_are_given_up_one_by_one(world: World, machine: Client):
    top, stays = add_company(machine, "Top"), add_company(machine, "Stays")
    at = datetime.now(UTC) + timedelta(days=1)
    for each in (*(add_company(machine, f"C{n}") for n in range(3)), stays):
        plan(machine, each, top, at.isoformat(), "sales")
    # As if many more had been planned; all of them are due.
    world.operator.query(
        """INSERT INTO scheduled_move (app_id, hierarchy, company, parent, effective_at,
                                       created_at, updated_at)
           SELECT app_id, hierarchy, company, parent,
                  effective_at - interval '1 microsecond' * n, created_at, updated_at
             FROM scheduled_move CROSS JOIN generate_series(1, $2::integer) AS n
            WHERE app_id = $1 AND company::text = $3""",
        world.app,
        MANY,
        stays,
    )
    machine.patch("/hierarchies/sales", json={"status": "inactive"}).raise_for_status()
    world.operator.query(
        """UPDATE scheduled_move SET effective_at = effective_at - interval '2 days'
            WHERE app_id = $1""",
        world.app,
    )
    begun = time.monotonic()

    assert until_none_is_pending(world, "scheduled_move") == {
        ("failed", "HierarchyInactive")
    }
    assert time.monotonic() - begun < SOON_SECONDS_MAX


def test_many_hopeless_changes_of_members_are_given_up_one_by_one(world: World):
    billing = world.customers()
    owner, a = add_customer(billing, "Owner"), add_customer(billing, "A")
    made = add_organization(billing, owner)
    world.operator.query(
        """INSERT INTO scheduled_member (app_id, customer_organization, company, change,
                                         effective_at, created_at, updated_at)
           SELECT $1, $2::text::uuid, $3::text::uuid, 'leave',
                  now() - interval '1 microsecond' * n, now(), now()
             FROM generate_series(1, $4::integer) AS n""",
        world.app,
        made,
        a,
        MANY,
    )
    begun = time.monotonic()

    assert until_none_is_pending(world, "scheduled_member") == {
        ("failed", "MemberUnknown")
    }
    assert time.monotonic() - begun < SOON_SECONDS_MAX


def test_an_app_whose_plan_has_to_wait_does_not_keep_others_waiting(
    world: World, other_world: World
):
    held, free = sorted((world, other_world), key=lambda each: each.app)
    planned = {}
    for each in (held, free):
        machine = each.machine()
        top, a = add_company(machine, "Top"), add_company(machine, "A")
        planned[each.app] = a, plan(machine, a, top, in_time(seconds=0.5))["id"]
    company, waiting = planned[held.app]
    with rival(held.operator) as other:
        other.do("SELECT FROM company WHERE id = $1::text::uuid FOR UPDATE", company)
        other.wait_until_in_the_way()
        begun = time.monotonic()
        _, moves = planned[free.app]
        assert until_decided(free.machine(), moves)["state"] == "done"
        assert time.monotonic() - begun < SOON_SECONDS_MAX
    assert until_decided(held.machine(), waiting)["state"] == "done"


def test_a_leave_waits_with_the_join_before_it(world: World):
    billing = world.customers()
    names = ("Owner", "Upper", "Last")
    owner, upper, last = (add_customer(billing, each) for each in names)
    made = add_organization(billing, owner)
    above = add_organization(billing, upper, last)
    plans = f"/customer-organizations/{made}/scheduled-changes"

    def schedule(customer: str, change: str, seconds: float) -> None:
        body = {"customerId": customer, "change": change}
        body["effectiveAt"] = in_time(seconds=seconds)
        billing.post(plans, json=body).raise_for_status()

    schedule(upper, "join", 1)
    schedule(upper, "leave", 1.001)
    way = {
        "customerId": owner,
        "change": "leave",
        "effectiveAt": in_time(seconds=1.002),
    }
    # Upper owns the owner until that has left, which is due last of all.
    billing.post(
        f"/customer-organizations/{above}/members", json={"customerIds": [owner]}
    ).raise_for_status()
    billing.post(
        f"/customer-organizations/{above}/scheduled-changes", json=way
    ).raise_for_status()

    assert until_none_is_pending(world, "scheduled_member") == {("done", None)}
    history = billing.get(f"/customer-organizations/{made}/members/history").json()
    assert [each["name"] for each in history["items"]] == ["Upper"]
