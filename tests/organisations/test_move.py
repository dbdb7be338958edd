"""Moving a company in the tree, looking at a move before, and correcting the past."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from clients import Client
from koncern.base import Scope
from trees import add_company, code, differences, in_time, names, put_parent
from world import World


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


@pytest.fixture(autouse=True)
def _stays_true(world: World) -> Iterator[None]:
    """Whatever was done: what is derived follows from the parents."""
    yield
    assert differences(world) == []


def test_all_below_moves_along_and_it_is_on_the_record(world: World, machine: Client):
    top, new = add_company(machine, "Top"), add_company(machine, "New")
    a = add_company(machine, "A", top)
    a1 = add_company(machine, "A1", a)

    reply = machine.put(
        f"/organisations/{a}/parent",
        json={"parent_id": new, "reason": "Bought"},
        headers={"if-match": '"1"'},
    )

    assert reply.status_code == 200
    assert reply.json()["place"]["parent_id"] == new
    assert reply.headers["etag"] == '"2"'
    assert machine.get(f"/organisations/{a}").json()["company"]["parent_id"] == new
    assert names(machine.get(f"/organisations/{a1}/ancestors")) == ["A", "New"]
    assert world.history(a) == ["company.created", "company.moved"]
    again = put_parent(machine, a, new)
    assert (again.status_code, again.headers["etag"]) == (200, '"2"')
    assert put_parent(machine, a, None).json()["place"]["root_id"] == a
    times = machine.get(f"/organisations/{a}/parents").json()["times"]
    assert [each["parent_id"] for each in times] == [new, top]
    assert times[0]["since"] == times[1]["until"]


def test_what_cannot_be_a_parent_is_refused(
    world: World, other_world: World, machine: Client
):
    top = add_company(machine, "Top")
    a = add_company(machine, "A", top)
    a1 = add_company(machine, "A1", a)
    away = add_company(machine, "Away")
    theirs = add_company(other_world.machine(), "Theirs")
    machine.delete(f"/organisations/{away}").raise_for_status()

    for parent in (top, a1, a):
        assert code(put_parent(machine, top, parent)) == (409, "ParentBelow")
    for parent in (theirs, str(uuid4())):
        assert code(put_parent(machine, a, parent)) == (400, "ParentUnknown")
    assert code(put_parent(machine, a, away)) == (409, "ParentArchived")
    assert code(put_parent(machine, away, top)) == (409, "CompanyArchived")
    for body in ({}, {"parent_id": "x"}, {"parent_id": top, "to": 1}, {"parent_id": 7}):
        assert machine.put(f"/organisations/{a}/parent", json=body).status_code == 400
    stale = machine.put(
        f"/organisations/{a}/parent",
        json={"parent_id": None},
        headers={"if-match": '"9"'},
    )
    assert stale.status_code == 412
    anna = world.person()
    hers = add_company(anna, "Hers")
    assert put_parent(anna, hers, None).status_code == 403
    assert put_parent(anna, a, None).status_code == 404
    assert put_parent(world.machine(Scope.READ), a, None).status_code == 403


def test_a_tree_has_at_most_64_levels(machine: Client):
    parent = None
    for level in range(64):
        parent = add_company(machine, f"Level {level}", parent)
    body = {"name": "One too many", "parent_id": parent}
    assert code(machine.post("/organisations", json=body)) == (409, "TooDeep")
    two = add_company(machine, "Two")
    add_company(machine, "Below", two)
    above = machine.get(f"/organisations/{parent}/place").json()["parent_id"]

    assert code(put_parent(machine, two, above)) == (409, "TooDeep")
    patched = machine.patch(f"/organisations/{two}", json={"parent_id": above})
    assert code(patched) == (409, "TooDeep")
    later = put_parent(machine, two, above, effective_at=in_time(days=1))
    assert code(later) == (409, "TooDeep")
    assert (
        len(machine.get(f"/organisations/{parent}/ancestors").json()["companies"]) == 63
    )


def test_a_preview_tells_what_would_change_and_changes_nothing(
    world: World, machine: Client
):
    anna = world.person()
    hers = add_company(anna, "Hers")
    top = add_company(machine, "Top")
    part = add_company(machine, "Part", top)
    small = add_company(machine, "Small part", part)
    for each in (part, small):
        machine.put(f"/organisations/{each}/kind", json={"kind": "division"})

    reply = machine.put(
        f"/organisations/{part}/parent?dry_run=true", json={"parent_id": hers}
    )

    seen = reply.json()["preview"]
    assert (seen["is_possible"], seen["moving_count"]) == (True, 2)
    assert seen["before"]["root_id"] == top
    at_hers = dict.fromkeys(("parent_id", "root_id", "legal_entity_id"), hers)
    assert seen["after"] == at_hers | {"depth": 1}
    changed = {each["company_id"] for each in seen["legal_entity_changes"]}
    assert changed == {part, small}
    gained = {"user_id": str(anna.id), "company_id": hers, "level": "admin"}
    assert (seen["gains_access"], seen["loses_access"]) == ([gained], [])
    assert seen["payer_changes"] == seen["setting_changes"] == []
    assert machine.get(f"/organisations/{part}/place").json()["parent_id"] == top

    machine.delete(f"/organisations/{small}")
    refused = machine.put(
        f"/organisations/{part}/parent?dry_run=true", json={"parent_id": small}
    ).json()["preview"]
    assert not refused["is_possible"]
    codes = {each["code"] for each in refused["refusals"]}
    assert codes == {"ParentArchived", "ParentBelow"}


def test_the_past_is_corrected_with_a_reason_and_what_was_believed_is_kept(
    world: World, machine: Client
):
    top, other = add_company(machine, "Top"), add_company(machine, "Other")
    a = add_company(machine, "A", top)
    since = datetime.now(UTC).isoformat()
    put_parent(machine, a, None).raise_for_status()
    after = datetime.now(UTC).isoformat()

    unsaid = put_parent(machine, a, other, effective_at=since)
    assert unsaid.json()["errors"][0]["pointer"] == "/reason"
    corrected = put_parent(machine, a, other, effective_at=since, reason="Mistyped")

    assert corrected.json()["place"]["parent_id"] is None  # it moved away since
    for as_of, above in ((since, ["Other"]), (after, [])):
        found = machine.get(f"/organisations/{a}/ancestors", params={"as_of": as_of})
        assert names(found) == above
    times = machine.get(f"/organisations/{a}/parents").json()["times"]
    believed = [each for each in times if each["corrected_at"]]
    assert [each["parent_id"] for each in believed] == [top]
    assert world.history(a)[-1] == "company.past_corrected"
    needless = put_parent(machine, a, other, effective_at=since, reason="Again")
    assert code(needless) == (409, "MoveNeedless")
    early = put_parent(
        machine, a, top, effective_at="2001-01-01T00:00:00Z", reason="Long ago"
    )
    assert code(early) == (400, "MoveInvalid")


def test_a_correction_that_reaches_today_moves_today(machine: Client):
    top, other = add_company(machine, "Top"), add_company(machine, "Other")
    a = add_company(machine, "A", top)
    since = datetime.now(UTC).isoformat()

    corrected = put_parent(machine, a, other, effective_at=since, reason="Mistyped")

    assert corrected.json()["place"]["parent_id"] == other
    assert corrected.headers["etag"] == '"2"'
    circle = put_parent(machine, other, a, effective_at=since, reason="Mistyped")
    assert code(circle) == (409, "ParentBelow")


def test_two_at_once_never_make_a_circle(world: World, machine: Client):
    for _ in range(5):
        one, two = add_company(machine, "One"), add_company(machine, "Two")
        clients = (world.machine(), world.machine())
        with ThreadPoolExecutor(2) as pool:
            moves = [
                pool.submit(put_parent, clients[0], one, two),
                pool.submit(put_parent, clients[1], two, one),
            ]
        assert sorted(each.result().status_code for each in moves) == [200, 409]
