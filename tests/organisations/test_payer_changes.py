"""Whose payer a move would change, looked at before it is made."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from paying import arrange, now, owner

from clients import Client
from koncern.billing import payers
from koncern.billing.payers import PayerChanges
from trees import add_company, in_time, put_parent
from world import World


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


def changes(
    world: World, company: str, parent: str | None, at: str | None = None
) -> PayerChanges:
    since = datetime.fromisoformat(at) if at else datetime.now(UTC)
    return world.act(
        lambda tx, _: payers.changes_by_move(
            tx,
            UUID(company),
            parent=UUID(parent) if parent else None,
            since=since,
            until=None,
        )
    )


def test_it_foretells_what_the_move_then_does(world: World, machine: Client):
    one, two = add_company(machine, "One"), add_company(machine, "Two")
    group = add_company(machine, "Group", one)
    a, b, c, d = (add_company(machine, name, group) for name in "ABCD")
    arrange(machine, group, "parent", payment_owner="self")
    arrange(machine, a, "root")
    arrange(machine, b, "ancestor", company_id=one)
    arrange(machine, c, "ancestor", company_id=group)
    arrange(machine, d, "parent")
    everyone = (group, a, b, c, d)
    before = {each: owner(machine, each) for each in everyone}

    foretold = changes(world, group, two)
    put_parent(machine, group, two).raise_for_status()

    after = {each: owner(machine, each) for each in everyone}
    expected = {
        each: (before[each], after[each])
        for each in everyone
        if before[each] != after[each]
    }
    assert told(foretold) == expected
    assert foretold.count == len(expected) == 3
    assert {str(each.company_id): each.lapsed for each in foretold.changes}[b] == (
        "not_above"
    )
    paying = {str(each.company_id): each for each in foretold.changes}[group]
    assert str(paying.payment_owner_before) == str(paying.payment_owner_after) == group


def told(found: PayerChanges) -> dict[str, Any]:
    return {
        str(each.company_id): (
            str(each.invoice_owner_before),
            str(each.invoice_owner_after),
        )
        for each in found.changes
    }


def test_it_looks_at_the_time_of_the_move(world: World, machine: Client):
    one, two = add_company(machine, "One"), add_company(machine, "Two")
    a = add_company(machine, "A", one)
    past = now()
    arrange(machine, a, "root", effective_at=in_time(days=1))
    arrange(machine, a, "self", effective_at=in_time(days=3))

    assert told(changes(world, a, two, in_time(days=2))) == {a: (one, two)}
    assert told(changes(world, a, None, in_time(days=2))) == {a: (one, a)}
    assert told(changes(world, a, two, in_time(days=4))) == {}
    (ahead,) = changes(world, a, two, past).changes
    assert ahead.since > datetime.now(UTC)
