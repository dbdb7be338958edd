"""Moves that are scheduled: seen before, changed, withdrawn, and done when it is time."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from clients import Client
from trees import (
    add_company,
    code,
    differences,
    in_time,
    names,
    plan,
    put_parent,
    until_decided,
)
from world import World


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


@pytest.fixture(autouse=True)
def _stays_true(world: World) -> Iterator[None]:
    yield
    assert differences(world) == []


def test_it_shows_in_times_to_come_and_takes_effect_by_itself(
    world: World, machine: Client
):
    top, new = add_company(machine, "Top"), add_company(machine, "New")
    a = add_company(machine, "A", top)
    at = in_time(seconds=1)

    planned = plan(machine, a, new, at)

    assert (planned["state"], planned["parent_id"]) == ("pending", new)
    assert names(machine.get(f"/organisations/{a}/ancestors")) == ["Top"]
    later = machine.get(f"/organisations/{a}/ancestors", params={"as_of": at})
    assert names(later) == ["New"]
    assert until_decided(machine, planned["id"])["state"] == "done"
    assert names(machine.get(f"/organisations/{a}/ancestors")) == ["New"]
    times = machine.get(f"/organisations/{a}/parents").json()["times"]
    assert times[0]["since"] == planned["effective_at"]
    assert world.history(a)[-2:] == ["company.move_scheduled", "company.moved"]
    listed = machine.get(f"/organisations/{a}/scheduled-moves?state=done").json()
    assert [each["id"] for each in listed["scheduled_moves"]] == [planned["id"]]


def test_one_that_has_become_impossible_is_given_up_with_its_reason(
    world: World, machine: Client
):
    top, new = add_company(machine, "Top"), add_company(machine, "New")
    a = add_company(machine, "A", top)
    at = in_time(seconds=1)
    planned = plan(machine, a, new, at)
    machine.delete(f"/organisations/{new}").raise_for_status()

    failed = until_decided(machine, planned["id"])

    assert (failed["state"], failed["failure"]) == ("failed", "ParentArchived")
    assert "archived" in failed["failure_detail"]
    assert names(machine.get(f"/organisations/{a}/ancestors")) == ["Top"]
    then = machine.get(f"/organisations/{a}/ancestors", params={"as_of": at})
    assert names(then) == ["Top"]
    assert world.history(a)[-1] == "company.move_failed"


def test_it_is_changed_and_withdrawn_until_it_is_done(world: World, machine: Client):
    top, new = add_company(machine, "Top"), add_company(machine, "New")
    a = add_company(machine, "A")
    soon, later = in_time(days=1), in_time(days=2)
    planned = plan(machine, a, new, soon)
    path = f"/scheduled-moves/{planned['id']}"

    changed = machine.patch(path, json={"parent_id": top, "effective_at": later})
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"2"'
    for as_of, above in ((soon, []), (later, ["Top"])):
        found = machine.get(f"/organisations/{a}/ancestors", params={"as_of": as_of})
        assert names(found) == above
    stale = machine.delete(path, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    past = machine.patch(path, json={"effective_at": in_time(days=-1)})
    assert past.json()["errors"][0]["pointer"] == "/effective_at"

    assert machine.delete(f"/scheduled-moves/{planned['id']}").status_code == 200
    found = machine.get(f"/organisations/{a}/ancestors", params={"as_of": later})
    assert names(found) == []
    assert code(machine.delete(path)) == (409, "MoveDecided")
    assert code(machine.patch(path, json={})) == (409, "MoveDecided")
    assert machine.delete(f"/scheduled-moves/{uuid4()}").status_code == 404
    assert world.history(a)[-2:] == [
        "company.move_rescheduled",
        "company.move_withdrawn",
    ]


def test_what_would_only_later_close_a_circle_is_refused(machine: Client):
    one, two = add_company(machine, "One"), add_company(machine, "Two")
    first = plan(machine, two, one, in_time(days=2))

    assert code(put_parent(machine, one, two)) == (409, "ParentBelow")
    later = put_parent(machine, one, two, effective_at=in_time(days=3))
    assert code(later) == (409, "ParentBelow")
    patched = machine.patch(f"/organisations/{one}", json={"parent_id": two})
    assert code(patched) == (409, "ParentBelow")
    plan(machine, two, None, in_time(days=4))
    plan(machine, one, two, in_time(days=5))
    assert machine.delete(f"/scheduled-moves/{first['id']}").status_code == 200


def test_one_that_others_build_upon_is_not_withdrawn(machine: Client):
    top = add_company(machine, "Top")
    a = add_company(machine, "A", top)
    free = plan(machine, a, None, in_time(days=1))
    turned = plan(machine, top, a, in_time(days=2))

    refused = machine.delete(f"/scheduled-moves/{free['id']}")
    assert code(refused) == (409, "MoveBuiltUpon")
    for each in (turned, free):
        assert machine.delete(f"/scheduled-moves/{each['id']}").status_code == 200


def test_two_for_one_time_and_needless_ones_are_refused(world: World, machine: Client):
    top, new = add_company(machine, "Top"), add_company(machine, "New")
    a = add_company(machine, "A", top)
    at = in_time(days=1)
    plan(machine, a, new, at)

    assert code(put_parent(machine, a, None, effective_at=at)) == (409, "MoveOverlaps")
    needless = put_parent(machine, a, new, effective_at=in_time(days=2))
    assert code(needless) == (409, "MoveNeedless")
    far = put_parent(machine, a, new, effective_at="9999-12-31T23:59:59-14:00")
    assert far.json()["errors"][0]["pointer"] == "/effective_at"
    anna = world.person()
    assert anna.get("/scheduled-moves").status_code == 403
    assert anna.get(f"/organisations/{a}/scheduled-moves").status_code == 404


def test_a_move_made_meanwhile_holds_until_the_planned_one(machine: Client):
    top, new = add_company(machine, "Top"), add_company(machine, "New")
    a = add_company(machine, "A", top)
    at = in_time(days=1)
    planned = plan(machine, a, new, at)

    put_parent(machine, a, None).raise_for_status()

    then = machine.get(f"/organisations/{a}/ancestors", params={"as_of": at})
    assert names(then) == ["New"]
    machine.delete(f"/scheduled-moves/{planned['id']}").raise_for_status()
    then = machine.get(f"/organisations/{a}/ancestors", params={"as_of": at})
    assert names(then) == []
