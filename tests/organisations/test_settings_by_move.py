"""What a move would change of the settings of those who move, as `inheritance` tells it."""

from datetime import datetime
from uuid import UUID

import pytest
from settings import declare, put

from clients import Client
from koncern import inheritance
from koncern.base import Actor
from koncern.db import Tx
from koncern.inheritance import SettingChange
from trees import add_company, in_time, put_parent
from world import World


@pytest.fixture
def machine(world: World) -> Client:
    client = world.machine()
    declare(client, "payment_terms", "price_list", "custom_fields.tier")
    return client


def changes(
    world: World, company: str, parent: str | None, since: str | None = None
) -> list[SettingChange]:
    """Look at a move; return what it would change."""
    facts = {
        "parent": UUID(parent) if parent else None,
        "since": datetime.fromisoformat(since) if since else None,
    }

    async def look(tx: Tx, _: Actor) -> list[SettingChange]:
        return await inheritance.changes_by_move(tx, UUID(company), **facts)

    return world.act(look)


def short(found: list[SettingChange]) -> list[tuple[str, str, str, int]]:
    """Return changes in short: the field, its states, and how many inherit it."""
    return [
        (each.field, each.before.state, each.after.state, each.heirs_count)
        for each in found
    ]


def test_it_tells_what_is_inherited_elsewhere_and_for_how_many(
    world: World, machine: Client
):
    old, new = add_company(machine, "Old"), add_company(machine, "New")
    moving = add_company(machine, "Moving", old)
    below = [add_company(machine, f"Below {n}", moving) for n in range(3)]
    deep = add_company(machine, "Deep", below[0])
    put(machine, old, "price_list", "a").raise_for_status()
    put(machine, new, "price_list", "b").raise_for_status()
    put(machine, new, "custom_fields.tier", 1).raise_for_status()
    put(machine, moving, "payment_terms", None).raise_for_status()
    put(machine, new, "payment_terms", {"days": 1}).raise_for_status()
    put(machine, below[0], "price_list", "own").raise_for_status()

    found = changes(world, moving, new)
    assert short(found) == [
        ("custom_fields.tier", "unset", "inherited", 4),
        ("price_list", "inherited", "inherited", 2),
    ]
    assert found[1].before.source == inheritance.Source(id=UUID(old), name="Old")
    assert found[1].after.source == inheritance.Source(id=UUID(new), name="New")
    assert bytes(found[1].after.value) == b'"b"'
    assert short(changes(world, moving, None)) == [
        ("price_list", "inherited", "unset", 2)
    ]
    assert changes(world, moving, old) == []
    assert changes(world, deep, below[0]) == []


def test_it_tells_it_of_another_time(world: World, machine: Client):
    old, new = add_company(machine, "Old"), add_company(machine, "New")
    moving = add_company(machine, "Moving", old)
    add_company(machine, "Below", moving)
    put(machine, new, "price_list", "b").raise_for_status()
    put_parent(machine, moving, new, effective_at=in_time(days=9)).raise_for_status()

    assert changes(world, moving, new, in_time(days=10)) == []
    assert short(changes(world, moving, None, in_time(days=10))) == [
        ("price_list", "inherited", "unset", 1)
    ]
    assert short(changes(world, moving, new, in_time(days=8))) == [
        ("price_list", "unset", "inherited", 1)
    ]


def test_counting_ends(world: World, machine: Client, monkeypatch: pytest.MonkeyPatch):
    top = add_company(machine, "Top")
    put(machine, top, "price_list", "a").raise_for_status()
    moving = add_company(machine, "Moving")
    for n in range(4):
        below = add_company(machine, f"Below {n}", moving)
        put(machine, below, "price_list", "own" if n % 2 else None).raise_for_status()
    add_company(machine, "Heir", moving)

    for most, has_more in ((4, True), (6, False)):
        monkeypatch.setattr("koncern.inheritance.actions.HEIRS_SEEN_MAX", most)
        (found,) = changes(world, moving, top)
        assert found.has_more_heirs is has_more
        assert found.heirs_count <= 1
    assert found.heirs_count == 1
