"""Moves of companies in the tree: now, in time to come, and looked at before."""

from typing import Annotated, Any

import msgspec

from koncern import previews
from koncern.access import CredentialNeeded
from koncern.api.http import Call, Pagination, Reply, Unit, route
from koncern.companies import (
    CompanyArchived,
    CompanyUnknown,
    ParentArchived,
    ParentBelow,
    ParentUnknown,
)
from koncern.previews import MovePreview
from koncern.trees import scheduled_moves
from koncern.trees.divisions import DivisionNeedsParent
from koncern.trees.hierarchies import MAIN, HierarchyInactive, HierarchyNotOfApp, Within
from koncern.trees.moves import Move, MoveInvalid, MoveNeedless, MoveOverlaps, TooDeep
from koncern.trees.positions import Place
from koncern.trees.scheduled_moves import (
    MoveBuiltUpon,
    MoveDecided,
    MovePatch,
    MovesOfCompanyAsked,
    MoveUnknown,
    ScheduledMove,
    ScheduledMovesAsked,
)


class MoveAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to move, and whether only to look at what a move would change."""

    hierarchy: Within = MAIN

    dry_run: Annotated[
        bool, msgspec.Meta(description="Whether only to look, and change nothing.")
    ] = False


class Moved(msgspec.Struct, kw_only=True):
    """What came of a move, or would come of it: what does not apply is null."""

    place: Place | None = None
    scheduled_move: ScheduledMove | None = None
    preview: MovePreview | None = None


class ScheduledMoveList(msgspec.Struct, kw_only=True):
    """Scheduled moves, newest first, with the way to the next page."""

    scheduled_moves: list[ScheduledMove]
    pagination: Pagination


async def move(call: Call) -> Reply:
    """Put a company under another one, with all that stands below it; or at the top.

    With `effective_at` in the future the move is scheduled, and takes effect by itself;
    in the past it is a correction, which needs a `reason` and holds until the company's
    parent changed next. With `dry_run=true` nothing is changed: `preview` tells what
    would change, and everything that refuses the move.

    In another `hierarchy` than the main one it gets another parent there, and the company
    itself stays as it is: so it keeps its version, which is what `If-Match` is compared
    with in any hierarchy.
    """
    what: dict[str, Any] = {
        "wanted": call.body,
        "version": call.version,
        "hierarchy": call.query.hierarchy,
    }
    if call.query.dry_run:
        seen = await previews.preview(call.unit, call.by, call.ids["id"], **what)
        return Reply(body=Moved(preview=seen), keeps_body=True)
    came = await scheduled_moves.arrange(call.unit, call.by, call.ids["id"], **what)
    body = Moved(place=came.place, scheduled_move=came.scheduled_move)
    is_planned = came.scheduled_move is not None
    return Reply(body=body, version=came.version, keeps_body=is_planned)


async def list_of_company(call: Call) -> Reply:
    """List a company's scheduled moves, newest first, the last hundred at most."""
    found = await scheduled_moves.of_company(
        call.unit, call.by, call.ids["id"], asked=call.query
    )
    kept = [each.printed() for each in found]
    return Reply(body=ScheduledMoveList(scheduled_moves=kept, pagination=Pagination()))


async def list_all(call: Call) -> Reply:
    """List the app's scheduled moves, newest first."""
    page = await scheduled_moves.page(call.unit, call.by, call.query)
    kept = [each.printed() for each in page.rows]
    body = ScheduledMoveList(scheduled_moves=kept, pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


async def change(call: Call) -> Reply:
    """Change where, when or why a company is to move, as long as it has not."""
    changed = await scheduled_moves.change(
        call.unit, call.by, call.ids["id"], patch=call.body, version=call.version
    )
    return Reply(body=changed.printed(), version=changed.version)


async def withdraw(call: Call) -> Reply:
    """Withdraw a scheduled move: it does not take effect."""
    withdrawn = await scheduled_moves.withdraw(
        call.unit, call.by, call.ids["id"], version=call.version
    )
    return Reply(body=withdrawn.printed(), version=withdrawn.version)


EXAMPLE = {
    "parent_id": "e309e948-088e-4d77-b654-cd85498f1555",
    "effective_at": "2099-01-01T00:00:00Z",
    "reason": "The business in the Nordics is put together.",
}

_ALWAYS = (CredentialNeeded, CompanyUnknown)
_REFUSED = (
    CompanyArchived,
    DivisionNeedsParent,
    HierarchyInactive,
    MoveInvalid,
    MoveNeedless,
    MoveOverlaps,
    ParentArchived,
    ParentBelow,
    ParentUnknown,
    TooDeep,
)
_PENDING = (CredentialNeeded, MoveBuiltUpon, MoveDecided, MoveUnknown)


def _is_elsewhere(asked: ScheduledMovesAsked) -> bool:
    """Tell whether a hierarchy must be found first."""
    return asked.hierarchy not in (None, MAIN)


ROUTES = [
    route(
        "PUT",
        "/organisations/{id}/parent",
        move,
        body=Move,
        query=MoveAsked,
        shows=Moved,
        takes_if_match=True,
        failures=(*_ALWAYS, *_REFUSED, HierarchyNotOfApp),
        example=EXAMPLE,
    ),
    route(
        "GET",
        "/organisations/{id}/scheduled-moves",
        list_of_company,
        query=MovesOfCompanyAsked,
        shows=ScheduledMoveList,
        failures=(*_ALWAYS, HierarchyNotOfApp),
    ),
    route(
        "GET",
        "/scheduled-moves",
        list_all,
        query=ScheduledMovesAsked,
        shows=ScheduledMoveList,
        unit=Unit.SINGLE,
        widens=_is_elsewhere,
        failures=(CredentialNeeded, HierarchyNotOfApp),
    ),
    route(
        "PATCH",
        "/scheduled-moves/{id}",
        change,
        body=MovePatch,
        shows=ScheduledMove,
        takes_if_match=True,
        failures=(*_PENDING, *_REFUSED),
        example={"effective_at": "2099-02-01T00:00:00Z"},
    ),
    route(
        "DELETE",
        "/scheduled-moves/{id}",
        withdraw,
        shows=ScheduledMove,
        takes_if_match=True,
        failures=_PENDING,
    ),
]
