"""Which times are taken, to the microsecond: years, the past of a company, and what is now."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from test_as_of_instants import DATED, JUST_BEFORE, time_of

from clients import Client
from koncern.base import Actor, Failure
from koncern.billing import scheduled_members
from koncern.billing.scheduled_members import MemberChange, NewMemberChange
from koncern.trees import scheduled_moves
from koncern.trees.moves import Move
from koncern.trees.scheduled_moves import MovePatch
from world import World, add_customer, add_organization

LAST = {"9000-12-31T23:59:59.999999Z": True, "9001-01-01T00:00:00Z": False}
"""The last time that there can be, and the first that there cannot."""


class Scene:
    """Two companies, and an organization of the first of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.machine, self.billing = world.machine(), world.customers()
        self.parent = add_customer(self.billing, "Parent")
        self.company = add_customer(self.billing, "Company")
        self.organization = add_organization(self.billing, self.parent)
        self.machine.put("/inherited-fields/price_list").raise_for_status()

    def path(self, path: str) -> tuple[Client, str]:
        """Return who calls a path, and the path with ids of what is there."""
        is_ours = path.startswith("/api/v1/")
        of = self.organization if "customer-organizations" in path else self.company
        named = re.sub("^/api(/v1/{app_id})?", "", path)
        ids = {"id": of, "field": "price_list", "changeId": self.company}
        return self.machine if is_ours else self.billing, named.format(**ids)


def test_every_route_reads_up_to_the_same_time(world: World):
    scene = Scene(world)
    wrong = []
    for route in DATED:
        client, path = scene.path(route.path)
        for at, is_taken in LAST.items():
            reply = client.get(path, params={time_of(route): at})
            if (reply.status_code == 400) is is_taken:
                wrong.append(f"{route.name} {at}: {reply.status_code} {reply.text}")

    assert wrong == []


def corrected(scene: Scene, what: str, at: datetime) -> httpx.Response:
    """Correct the past of a company from a time on."""
    body: dict[str, Any] = {"effective_at": at.isoformat(), "reason": "it was so"}
    body |= (
        {"parent_id": scene.parent}
        if what == "parent"
        else {"invoice_owner": {"kind": "self"}}
    )
    return scene.machine.put(f"/organisations/{scene.company}/{what}", json=body)


def since(world: World, company: str) -> datetime:
    sql = (
        "SELECT created_at AS at FROM company WHERE app_id = $1 AND id = $2::text::uuid"
    )
    at: datetime = world.operator.query(sql, world.app, company)[0]["at"]
    return at


@pytest.mark.parametrize("what", ["parent", "payer"])
def test_the_past_of_a_company_begins_when_it_was_made(world: World, what: str):
    scene = Scene(world)
    made = since(world, scene.company)

    before, at = (corrected(scene, what, each) for each in (made - JUST_BEFORE, made))

    assert before.status_code == 400, before.text
    assert [each["pointer"] for each in before.json()["errors"]] == ["/effective_at"]
    assert at.is_success, at.text


def test_nobody_stands_under_a_parent_that_was_not_made_yet(world: World):
    scene = Scene(world)
    scene.parent = add_customer(scene.billing, "Younger")
    made = since(world, scene.parent)

    before, at = (
        corrected(scene, "parent", each) for each in (made - JUST_BEFORE, made)
    )

    assert before.status_code == 400, before.text
    assert at.is_success, at.text


class Undone(Exception):  # noqa: N818 - no error: what was found
    """What was found; the rest is undone."""


def found_at(world: World, look: Any) -> list[bool]:
    """Look just before this time, at it, and just after; undo what was done each time."""
    found = []
    for aside in (-JUST_BEFORE, timedelta(0), JUST_BEFORE):

        async def act(tx: Any, actor: Actor, aside: timedelta = aside) -> None:
            try:
                is_so = await look(tx, actor, tx.now + aside)
            except Failure:
                is_so = False
            raise Undone(is_so)

        with pytest.raises(Undone) as undone:
            world.act(act)
        found.append(undone.value.args[0])
    return found


def test_a_move_is_planned_if_it_lies_ahead_and_else_made(world: World):
    scene = Scene(world)
    company, parent = UUID(scene.company), UUID(scene.parent)

    async def is_planned(tx: Any, actor: Actor, at: datetime) -> bool:
        wanted = Move(parent_id=parent, effective_at=at, reason="because")
        made = await scheduled_moves.arrange(tx, actor, company, wanted=wanted)
        return made.scheduled_move is not None

    assert found_at(world, is_planned) == [False, False, True]


def test_a_plan_is_changed_only_to_what_lies_ahead(world: World):
    scene = Scene(world)
    company, parent = UUID(scene.company), UUID(scene.parent)

    async def is_changed(tx: Any, actor: Actor, at: datetime) -> bool:
        wanted = Move(parent_id=parent, effective_at=tx.now + timedelta(days=1))
        made = await scheduled_moves.arrange(tx, actor, company, wanted=wanted)
        patch = MovePatch(effective_at=at)
        await scheduled_moves.change(tx, actor, made.scheduled_move.id, patch=patch)
        return True

    assert found_at(world, is_changed) == [False, False, True]


@pytest.mark.parametrize("change", ["schedule", "change"])
def test_a_member_is_planned_only_for_what_lies_ahead(world: World, change: str):
    scene = Scene(world)
    made, company = UUID(scene.organization), UUID(scene.company)

    async def is_planned(tx: Any, actor: Actor, at: datetime) -> bool:
        begin = at if change == "schedule" else tx.now + timedelta(days=1)
        wanted = NewMemberChange(
            company=company, change=MemberChange.JOIN, effective_at=begin
        )
        kept = await scheduled_members.schedule(tx, actor, made, wanted)
        if change == "change":
            about = {"customer_organization": made, "reason": None}
            await scheduled_members.change(tx, actor, kept.id, effective_at=at, **about)
        return True

    assert found_at(world, is_planned) == [False, False, True]
