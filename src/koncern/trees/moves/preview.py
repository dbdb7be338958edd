"""The preview of a move: what it would change of places, and for whom."""

from uuid import UUID

from koncern.base import Actor, Scope
from koncern.db import Tx, load
from koncern.trees import positions
from koncern.trees.hierarchies import MAIN
from koncern.trees.moves.actions import lock_company, prospect_of
from koncern.trees.moves.model import (
    Access,
    Change,
    Move,
    Outlook,
    Prospect,
    Refusal,
    Standing,
    message_of,
)
from koncern.trees.positions import Kind, Place

SQL = load("koncern.trees.moves")


async def preview(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    wanted: Move,
    version: int | None = None,
    hierarchy: str = MAIN,
) -> Outlook:
    """Return what a move would change of places, who would see them, what refuses it."""
    await positions.allow(tx, actor, company, scope=Scope.WRITE)
    held = await lock_company(tx, company, version=version, hierarchy=hierarchy)
    prospect = await prospect_of(tx, held, wanted)
    before, after = await _standings(tx, actor, prospect)
    gains, loses = await _access(tx, actor, prospect)
    return Outlook(
        is_possible=not prospect.refusals,
        refusals=[
            Refusal(code=each.code(), detail=message_of(each))
            for each in prospect.refusals
        ],
        effective_at=prospect.since,
        until=prospect.until,
        moving_count=before.descendants_count + 1,
        before=_standing(before),
        after=after,
        legal_entity_changes=await _entity_changes(tx, prospect, before, after),
        gains_access=gains,
        loses_access=loses,
    )


async def _standings(
    tx: Tx, actor: Actor, prospect: Prospect
) -> tuple[Place, Standing]:
    """Return where a company stands before a move, and where it would after it.

    What a division is part of is told by the main hierarchy alone.
    """
    as_of = None if prospect.is_now else prospect.since
    held, hierarchy = prospect.company, prospect.company.hierarchy
    before = await positions.place(tx, actor, held.id, as_of=as_of, hierarchy=hierarchy)
    is_part = hierarchy == MAIN and before.kind == Kind.DIVISION
    entity = before.id if is_part else before.legal_entity_id
    if prospect.parent is None:
        return before, Standing(
            parent_id=None, root_id=before.id, legal_entity_id=entity, depth=0
        )
    above = await positions.place(
        tx, actor, prospect.parent, as_of=as_of, hierarchy=hierarchy
    )
    return before, Standing(
        parent_id=above.id,
        root_id=above.root_id,
        legal_entity_id=above.legal_entity_id if is_part else entity,
        depth=above.depth + 1,
    )


def _standing(place: Place) -> Standing:
    names = Standing.__struct_fields__
    return Standing(**{name: getattr(place, name) for name in names})


async def _entity_changes(
    tx: Tx, prospect: Prospect, before: Place, after: Standing
) -> list[Change]:
    """List whose legal entity would be another one: that of a division and its parts."""
    if before.legal_entity_id == after.legal_entity_id:
        return []
    parts = await tx.rows(SQL.parts, company=before.id, since=prospect.since)
    return [
        Change(
            company_id=row["company"],
            before=before.legal_entity_id,
            after=after.legal_entity_id,
        )
        for row in parts
    ]


async def _access(
    tx: Tx, actor: Actor, prospect: Prospect
) -> tuple[list[Access], list[Access]]:
    """List who would see the company as an admin above it, and who no longer would.

    Who sees what is decided by the main hierarchy alone.
    """
    held = prospect.company
    if held.hierarchy != MAIN:
        return [], []
    above = await positions.ancestors(tx, actor, held.id)
    before = {each.id for each in above}
    after = set()
    if prospect.parent is not None:
        above = await positions.ancestors(tx, actor, prospect.parent)
        after = {prospect.parent, *(each.id for each in above)}
    admins = await tx.all(Access, SQL.admins, companies=list(before | after))
    keeping = {each.user_id for each in admins if each.company_id in before & after}
    saw = {each.user_id for each in admins if each.company_id in before} | keeping
    will = {each.user_id for each in admins if each.company_id in after} | keeping
    gains = [each for each in admins if each.user_id not in saw]
    loses = [each for each in admins if each.user_id not in will]
    return gains, loses
