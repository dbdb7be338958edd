"""What no tree takes, whichever hierarchy it is in and whenever it is to be."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from clients import Client
from trees import add_company, circles, code, declare, differences, in_time, plan
from trees import put_parent as put
from world import World


@pytest.fixture(params=["main", "sales"])
def where(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def machine(world: World) -> Client:
    machine = world.machine()
    declare(machine)
    return machine


@pytest.fixture(autouse=True)
def _stays_true(world: World) -> Iterator[None]:
    yield
    assert differences(world) == []
    assert circles(world) == []


def each_way(client: Client, company: str, parent: str | None, where: str) -> list[Any]:
    """Ask for a move in each way there is; return the replies, none of them a move."""
    since = datetime.now(UTC).isoformat()
    return [
        put(client, company, parent, where),
        put(client, company, parent, where, effective_at=in_time(days=1)),
        put(client, company, parent, where, effective_at=since, reason="Why"),
    ]


def test_itself_or_what_is_below_as_parent(machine: Client, where: str):
    top, a, a1 = (add_company(machine, name) for name in ("Top", "A", "A1"))
    put(machine, a, top, where).raise_for_status()
    put(machine, a1, a, where).raise_for_status()
    other = add_company(machine, "Other")
    planned = plan(machine, top, other, in_time(days=9), where)
    path = f"/scheduled-moves/{planned['id']}"

    for parent in (top, a, a1):
        replies = each_way(machine, top, parent, where)
        replies.append(machine.patch(path, json={"parent_id": parent}))
        assert {code(each) for each in replies} == {(409, "ParentBelow")}


def test_a_plan_that_only_later_would_close_a_circle(machine: Client, where: str):
    one, two, three = (add_company(machine, name) for name in ("One", "Two", "Three"))
    plan(machine, two, one, in_time(days=2), where)
    plan(machine, three, two, in_time(days=3), where)

    # What is asked for today would last until the circle closes, on the third day.
    replies = each_way(machine, one, three, where)
    replies.append(put(machine, one, two, where, effective_at=in_time(days=4)))

    assert {code(each) for each in replies} == {(409, "ParentBelow")}
    assert "as it is recorded or scheduled" in replies[0].text


@pytest.mark.parametrize("whose", ["archived", "foreign", "unknown"])
def test_a_parent_that_cannot_be_one(
    other_world: World, machine: Client, where: str, whose: str
):
    a, b = add_company(machine, "A"), add_company(machine, "B")
    path = f"/scheduled-moves/{plan(machine, a, b, in_time(days=9), where)['id']}"
    parent, expected = str(uuid4()), (400, "ParentUnknown")
    if whose == "archived":
        parent, expected = add_company(machine, "Away"), (409, "ParentArchived")
        machine.delete(f"/organisations/{parent}").raise_for_status()
    elif whose == "foreign":
        parent = add_company(other_world.machine(), "Theirs")

    replies = each_way(machine, a, parent, where)
    replies.append(machine.patch(path, json={"parent_id": parent}))

    assert {code(each) for each in replies} == {expected}
    assert {each.json()["errors"][0]["pointer"] for each in replies} == {"/parent_id"}


def test_two_plans_for_one_moment(machine: Client, where: str):
    a, b, c = (add_company(machine, name) for name in "ABC")
    at = in_time(days=1)
    plan(machine, a, b, at, where)
    later = plan(machine, a, c, in_time(days=2), where)

    for parent in (b, c, None):
        refused = put(machine, a, parent, where, effective_at=at)
        assert code(refused) == (409, "MoveOverlaps")
    path = f"/scheduled-moves/{later['id']}"
    moved = machine.patch(path, json={"effective_at": at})
    assert code(moved) == (409, "MoveOverlaps")


def test_a_time_before_the_company_was_there_or_that_is_none(
    machine: Client, where: str
):
    a, b = add_company(machine, "A"), add_company(machine, "B")
    at = f"/organisations/{a}"
    for as_of, refusal in (
        ("2001-01-01T00:00:00Z", "NotThereYet"),
        ("0001-01-01T00:00:00Z", "NotThereYet"),
        ("9999-12-31T23:59:59Z", "NotThereYet"),
        ("2026-02-30T00:00:00Z", "QueryInvalid"),
        ("2026-01-01T00:00:00", "QueryInvalid"),
        ("yesterday", "QueryInvalid"),
        ("", "QueryInvalid"),
        ("7", "QueryInvalid"),
    ):
        asked = {"as_of": as_of, "hierarchy": where}
        for what in ("place", "ancestors", "children", "descendants", "tree"):
            reply = machine.get(f"{at}/{what}", params=asked)
            assert code(reply) == (400, refusal), (what, as_of)
            assert reply.json()["errors"][0]["pointer"] == "/as_of"
    for since in (
        "2001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
    ):
        early = put(machine, a, b, where, effective_at=since, reason="Why")
        assert code(early) == (400, "MoveInvalid")
        assert early.json()["errors"][0]["pointer"] == "/effective_at"
    for since in ("yesterday", "2026-01-01T00:00:00", 7, ""):
        broken = put(machine, a, b, where, effective_at=since)
        assert code(broken) == (400, "BodyInvalid")


def test_a_division_without_a_company_above(machine: Client):
    top, a = add_company(machine, "Top"), add_company(machine, "A")
    alone = machine.put(f"/organisations/{a}/kind", json={"kind": "division"})
    assert code(alone) == (409, "DivisionNeedsParent")
    put(machine, a, top).raise_for_status()
    put(machine, a, top, "sales").raise_for_status()
    path = f"/organisations/{a}"
    machine.put(f"{path}/kind", json={"kind": "division"}).raise_for_status()
    planned = plan(machine, a, add_company(machine, "B"), in_time(days=9))

    replies = each_way(machine, a, None, "main")
    replies.append(machine.patch(path, json={"parent_id": None}))
    scheduled = f"/scheduled-moves/{planned['id']}"
    replies.append(machine.patch(scheduled, json={"parent_id": None}))

    assert {code(each) for each in replies} == {(409, "DivisionNeedsParent")}
    # In another hierarchy it may stand alone: what it is part of is told by main.
    assert put(machine, a, None, "sales").is_success
