"""Looking at a move before it is made: all that stands against it."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import msgspec

from koncern.base import Failure, Fault, Stale
from koncern.companies import (
    CompanyArchived,
    CompanyUnknown,
    ParentArchived,
    ParentBelow,
    ParentUnknown,
)
from koncern.db import Row, Tx, load
from koncern.trees.divisions import DivisionNeedsParent
from koncern.trees.hierarchies import MAIN, HierarchyInactive, enter
from koncern.trees.moves.model import (
    Held,
    Move,
    MoveInvalid,
    MoveNeedless,
    MoveOverlaps,
    Prospect,
    TooDeep,
)
from koncern.trees.positions import DEPTH_MAX

SQL = load("koncern.trees.moves")

_FIRST_YEAR, _LAST_YEAR = 1900, 9000


async def hold(
    tx: Tx, company: UUID, /, *, version: int | None = None, hierarchy: str = MAIN
) -> Held:
    """Lock a company that is to move in a hierarchy, in the version that was named."""
    is_open = await enter(tx, hierarchy)
    held = await tx.maybe(Held, SQL.hold, company=company)
    if held is None:
        raise CompanyUnknown
    if version is not None and version != held.version:
        raise Stale
    if hierarchy == MAIN:
        return held
    # Asked for behind the lock: whoever moved the company meanwhile has done so.
    (now,) = await tx.rows(SQL.parent_elsewhere, company=company, hierarchy=hierarchy)
    return msgspec.structs.replace(
        held, hierarchy=hierarchy, is_open=is_open, parent=now["parent"]
    )


async def prospect_of(
    tx: Tx, held: Held, wanted: Move, /, *, scheduled: UUID | None = None
) -> Prospect:
    """Look at a move that is wanted, and collect what refuses it.

    What is sent wrong is refused at once, all of it. A move that is scheduled already
    (and changes now) does not stand in its own way.
    """
    since = wanted.effective_at or tx.now
    parent = await _find_parent(tx, wanted, since)
    if faults := [*_faults(held, wanted, parent, tx.now)]:
        raise MoveInvalid(faults=faults)
    is_now = wanted.effective_at is None
    (ahead,) = await tx.rows(
        SQL.look_ahead,
        hierarchy=held.hierarchy,
        company=held.id,
        parent=wanted.parent_id,
        since=since,
        is_now=is_now,
        scheduled=scheduled,
    )
    return Prospect(
        company=held,
        parent=wanted.parent_id,
        since=since,
        until=ahead["until"],
        parent_before=ahead["parent_before"],
        is_now=is_now,
        refusals=[*_refusals(held, wanted, parent, ahead, since)],
    )


def told(failure: Failure) -> str:
    """Return all that a failure says, as one text.

    What is said of the parent is said of nothing else here; all else names its subject.
    """
    said = [
        f"The parent {each.detail}."
        if each.pointer == "/parent_id"
        else f"{each.detail}."
        for each in failure.faults
    ]
    return " ".join([failure.detail, *said])


async def _find_parent(tx: Tx, wanted: Move, since: datetime) -> Row | None:
    if not _FIRST_YEAR <= since.year <= _LAST_YEAR:
        raise MoveInvalid(faults=[Fault("/effective_at", "is beyond all times")])
    if wanted.parent_id is None:
        return None
    rows = await tx.rows(SQL.find_parent, parent=wanted.parent_id)
    if not rows:
        raise ParentUnknown(
            faults=[
                Fault("/parent_id", f"{wanted.parent_id} is no company of this app")
            ]
        )
    return rows[0]


def _faults(
    held: Held, wanted: Move, parent: Row | None, now: datetime
) -> Iterator[Fault]:
    """Find what is wrong with the time of a move."""
    since = wanted.effective_at
    if since is None or since > now:
        return
    if wanted.reason is None:
        yield Fault("/reason", "is required to correct the past")
    if since < held.created_at:
        yield Fault("/effective_at", "is before the company was there")
    if parent is not None and since < parent["created_at"]:
        yield Fault("/effective_at", "is before the parent was there")


def _refusals(
    held: Held, wanted: Move, parent: Row | None, ahead: Row, since: datetime
) -> Iterator[Failure]:
    if held.is_archived:
        yield CompanyArchived()
    if not held.is_open:
        yield HierarchyInactive()
    if parent is not None and parent["is_archived"]:
        yield ParentArchived(faults=[Fault("/parent_id", "is archived")])
    if parent is None and held.is_division and held.hierarchy == MAIN:
        yield DivisionNeedsParent()
    if ahead["is_taken"]:
        yield MoveOverlaps()
    elif wanted.effective_at and ahead["parent_before"] == wanted.parent_id:
        yield MoveNeedless()
    if ahead["circle_at"] is not None:
        yield _circle(ahead["circle_at"], since)
    elif (ahead["levels"] or 0) > DEPTH_MAX:
        yield TooDeep(f"{TooDeep.sentence()} It would have {ahead['levels']}.")


def _circle(at: datetime, since: datetime) -> ParentBelow:
    told = "stands below this company"
    if at > since:
        told = f"{told} from {at.isoformat()} on, as it is recorded or scheduled"
    return ParentBelow(faults=[Fault("/parent_id", told)])
