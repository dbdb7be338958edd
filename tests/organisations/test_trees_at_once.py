"""What two do at once in one tree: nobody waits in a circle, and nobody is forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from clients import Client
from stress import stressed
from trees import add_company, differences, in_time, names, plan, put_parent
from world import World, add_customer, new_customer

pytestmark = pytest.mark.usefixtures("in_order")

Call = Callable[[Client, int], Any]


TURNS = 25
"""How often each call is made."""


def statuses(world: World, *calls: Call) -> set[int]:
    """Make calls at once, each over and over; return what statuses came."""

    def repeat(call: Call) -> set[int]:
        client = world.machine()
        return {call(client, turn).status_code for turn in stressed(TURNS)}

    with ThreadPoolExecutor(len(calls)) as pool:
        return set().union(*pool.map(repeat, calls))


def test_a_parent_is_patched_while_others_come_under_the_company(world: World):
    machine = world.machine()
    tops = [add_company(machine, "One"), add_company(machine, "Two")]
    middle, low = add_company(machine, "Middle"), add_company(machine, "Low")
    plan(machine, tops[0], tops[1], in_time(days=1))

    def patch(client: Client, turn: int) -> Any:
        body = {"parent_id": tops[turn % 2]}
        return client.patch(f"/organisations/{middle}", json=body)

    def move(client: Client, turn: int) -> Any:
        return put_parent(client, low, [middle, *tops][turn % 3])

    def register(client: Client, _: int) -> Any:
        body = {"name": "New", "parent_id": middle}
        return client.post("/organisations", json=body)

    assert statuses(world, patch, move, register, patch, move, register) == {200}
    assert differences(world) == []


def test_who_claims_an_alias_or_a_number_does_not_hold_the_tree_up(world: World):
    machine = world.machine()
    tops = [add_company(machine, "One"), add_company(machine, "Two")]
    middle = add_company(machine, "Middle")

    def claims(turn: int) -> dict[str, Any]:
        number = ["556036-0793", "556012-5790", "556016-0680"][turn % 3]
        return {"organisation_number": number}

    def patch(client: Client, turn: int) -> Any:
        body = {"parent_id": tops[turn % 2], "external_ref": f"ref-{turn}"}
        return client.patch(f"/organisations/{middle}", json=body | claims(turn))

    def register(client: Client, turn: int) -> Any:
        body = {"name": "New", "parent_id": tops[0], "external_ref": f"ref-{turn}"}
        return client.post("/organisations", json=body | claims(turn))

    came = statuses(world, patch, register, patch, register)

    assert came <= {200, 409}
    assert differences(world) == []


def test_who_comes_below_a_company_while_it_is_archived_goes_along(world: World):
    machine = world.machine()
    for way in ("lift", "archive") * 10:
        top = add_company(machine, "Top")
        gone = add_company(machine, "Gone", top)
        below = add_company(machine, "Below", gone)
        others = [add_company(machine, "Other", parent) for parent in (None, below)]

        def archive(gone: str = gone, way: str = way) -> Any:
            return world.machine().delete(f"/organisations/{gone}?children={way}")

        def come(gone: str = gone, other: str = others[0]) -> Any:
            return put_parent(world.machine(), other, gone)

        def leave(top: str = top, other: str = others[1]) -> Any:
            return put_parent(world.machine(), other, top)

        with ThreadPoolExecutor(3) as pool:
            came = [each.result() for each in map(pool.submit, (archive, come, leave))]

        assert came[0].status_code == 200, came[0].text
        assert {each.status_code for each in came} <= {200, 409}
        active = names(machine.get(f"/organisations/{gone}/children?archived=false"))
        assert active == [], way
        # Whoever had left before was not archived with those that stayed.
        place = machine.get(f"/organisations/{others[1]}/place").json()
        assert (place["archived_at"] is None) == (
            way == "lift" or place["parent_id"] == top
        )
    assert differences(world) == []


def test_a_label_is_renamed_while_a_branch_that_shows_it_is_archived(world: World):
    machine = world.machine()
    machine.post("/tags", json={"key": "vip", "name": "VIP"}).raise_for_status()
    low = add_company(machine, "Made first")
    top = add_company(machine, "Made second")
    put_parent(machine, low, top).raise_for_status()
    for each in (low, top):
        body = {"tags": ["vip"]}
        machine.patch(f"/organisations/{each}", json=body).raise_for_status()

    def rename(client: Client, turn: int) -> Any:
        return client.patch("/tags/vip", json={"name": f"VIP {turn}"})

    def archive(client: Client, turn: int) -> Any:
        if turn % 3 == 0:
            return client.delete(f"/organisations/{top}?children=archive")
        return client.post(f"/organisations/{[top, low][turn % 3 - 1]}/restore")

    assert statuses(world, rename, archive, rename, archive) == {200}


def test_customers_get_parents_while_organizations_are_made(world: World):
    customers = world.customers()
    ids = [add_customer(customers, name) for name in ("One", "Two", "Three")]
    machine = world.machine()
    plan(machine, add_company(machine, "New"), ids[0], in_time(days=1))

    def put(_: Client, turn: int) -> Any:
        parent = ids[turn % 2] if turn % 3 else None
        body = new_customer("Three", parentId=parent)
        return world.customers().put(f"/customers/{ids[2]}", json=body)

    def own(_: Client, turn: int) -> Any:
        body = {"ownerId": ids[turn % 2], "memberIds": [ids[2]]}
        return world.customers().post("/customer-organizations", json=body)

    def move(client: Client, turn: int) -> Any:
        return put_parent(client, ids[2], ids[turn % 2])

    assert statuses(world, put, own, move, put, own, move) <= {200, 201, 409}
    assert differences(world) == []
