"""Plans act at their very instants, and in the order of these if overdue together."""

from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from paying import arrange, owner

from clients import Client
from koncern.billing import scheduled_members
from koncern.trees import scheduled_moves
from patience import wait_until
from trees import add_company, names, plan
from world import World, add_customer, add_organization

AS_PLANNED = (3, 1, 4, 0, 2)
"""In which order things are planned that are due in the order of their numbers."""

JUST_BEFORE = timedelta(microseconds=1)


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


def tomorrow() -> datetime:
    """Return this time of tomorrow, to the microsecond."""
    return datetime.now(UTC) + timedelta(days=1)


def let_be_overdue(world: World, table: str) -> None:
    """Let all that is planned for tomorrow be due since now, in the same order."""
    world.operator.query(
        f"UPDATE {table} SET effective_at = effective_at - interval '1 day' "
        "WHERE app_id = $1",
        world.app,
    )


def told(world: World, type_: str, field: str, count: int) -> list[str]:
    """Wait for events of a type; return what each tells of a field, oldest first."""

    def tell() -> list[str] | None:
        rows = world.operator.query(
            "SELECT after ->> $3 AS told FROM event "
            "WHERE app_id = $1 AND type = $2 ORDER BY seq",
            world.app,
            type_,
            field,
        )
        return [row["told"] for row in rows] if len(rows) >= count else None

    return wait_until(tell, "not all has happened") or []


def test_overdue_moves_of_one_tree_come_in_the_order_of_their_times(
    world: World, machine: Client
):
    top = add_company(machine, "Top")
    parents = [add_company(machine, f"P{n}", top) for n in range(len(AS_PLANNED))]
    a = add_company(machine, "A", top)
    begin = tomorrow()
    for n in AS_PLANNED:
        plan(machine, a, parents[n], (begin + timedelta(milliseconds=n)).isoformat())

    let_be_overdue(world, "scheduled_move")

    assert told(world, "company.moved", "parent_id", len(parents)) == parents


def test_overdue_moves_of_several_companies_come_in_the_order_of_their_times(
    world: World, machine: Client
):
    top, new = add_company(machine, "Top"), add_company(machine, "New")
    moving = [add_company(machine, f"C{n}", top) for n in range(len(AS_PLANNED))]
    begin, planned = tomorrow(), {}
    for n in AS_PLANNED:
        at = (begin + timedelta(milliseconds=n)).isoformat()
        planned[n] = plan(machine, moving[n], new, at)["id"]

    let_be_overdue(world, "scheduled_move")

    moved = told(world, "company.moved", "scheduled_move_id", len(moving))
    assert moved == [planned[n] for n in sorted(planned)]


def schedule(
    billing: Client, made: str, customer: str, change: str, at: datetime
) -> None:
    body = {"customerId": customer, "change": change, "effectiveAt": at.isoformat()}
    path = f"/customer-organizations/{made}/scheduled-changes"
    billing.post(path, json=body).raise_for_status()


def test_overdue_members_of_one_organization_come_in_the_order_of_their_times(
    world: World,
):
    billing = world.customers()
    made = add_organization(billing, add_customer(billing, "Owner"))
    joining = [add_customer(billing, f"C{n}") for n in range(len(AS_PLANNED))]
    begin = tomorrow()
    for n in AS_PLANNED:
        at = begin + timedelta(milliseconds=n)
        schedule(billing, made, joining[n], "join", at)
    schedule(billing, made, joining[2], "leave", begin + timedelta(milliseconds=9))

    let_be_overdue(world, "scheduled_member")

    done = "customer_organization.change_done"
    assert told(world, done, "company", 6) == [*joining, joining[2]]
    assert told(world, done, "change", 6) == ["join"] * 5 + ["leave"]
    history = billing.get(f"/customer-organizations/{made}/members/history").json()
    since = {each["name"]: each["since"] for each in history["items"]}
    assert {name: datetime.fromisoformat(at) for name, at in since.items()} == {
        f"C{n}": begin + timedelta(milliseconds=n, days=-1) for n in AS_PLANNED
    }


def due_at(world: World, package: ModuleType, at: datetime) -> tuple[bool, UUID | None]:
    """Tell whether an app has something that is due at a time, and what is next."""

    async def look(tx: Any, _: Any) -> tuple[bool, UUID | None]:
        tx.now = at
        apps = await package.due(tx)
        return world.app in apps, await package.next_due(tx, passed_over=())

    return world.act(look)


def test_a_move_is_due_at_its_instant_and_not_before(world: World, machine: Client):
    top, a = add_company(machine, "Top"), add_company(machine, "A")
    at = tomorrow()
    planned = plan(machine, a, top, at.isoformat())

    assert due_at(world, scheduled_moves, at - JUST_BEFORE) == (False, None)
    assert due_at(world, scheduled_moves, at) == (True, UUID(planned["id"]))
    for as_of, above in ((at - JUST_BEFORE, []), (at, ["Top"])):
        asked = {"as_of": as_of.isoformat()}
        found = machine.get(f"/organisations/{a}/ancestors", params=asked)
        assert names(found) == above


@pytest.mark.parametrize("change", ["join", "leave"])
def test_a_change_of_members_is_due_at_its_instant_and_not_before(
    world: World, change: str
):
    billing = world.customers()
    customers = [add_customer(billing, name) for name in ("Owner", "A", "B")]
    made = add_organization(billing, *customers[:2])
    at = tomorrow()
    of = customers[2] if change == "join" else customers[1]
    schedule(billing, made, of, change, at)

    assert due_at(world, scheduled_members, at - JUST_BEFORE) == (False, None)
    is_due, planned = due_at(world, scheduled_members, at)
    assert is_due
    assert planned is not None


def test_a_payer_holds_from_its_instant_and_not_before(machine: Client):
    top = add_company(machine, "Top")
    a = add_company(machine, "A", top)
    at = tomorrow()
    arrange(machine, a, "parent", effective_at=at.isoformat())

    assert owner(machine, a, (at - JUST_BEFORE).isoformat()) == a
    assert owner(machine, a, at.isoformat()) == top
