"""Looking at a move before it is made."""

from uuid import UUID

from msgspec.structs import asdict

from koncern import inheritance
from koncern.base import Actor
from koncern.billing import payers
from koncern.billing.payers import PayerChanges
from koncern.db import Tx
from koncern.previews.model import MovePreview
from koncern.trees import moves
from koncern.trees.hierarchies import MAIN
from koncern.trees.moves import Move


async def preview(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    wanted: Move,
    version: int | None = None,
    hierarchy: str = MAIN,
) -> MovePreview:
    """Look at what a move would change, and at everything that refuses it."""
    seen = await moves.preview(
        tx, actor, company, wanted=wanted, version=version, hierarchy=hierarchy
    )
    paid, settings = PayerChanges(count=0, changes=[]), []
    if seen.is_possible and hierarchy == MAIN:
        paid = await payers.changes_by_move(
            tx,
            company,
            parent=wanted.parent_id,
            since=seen.effective_at,
            until=seen.until,
        )
        settings = await inheritance.changes_by_move(
            tx, company, parent=wanted.parent_id, since=wanted.effective_at
        )
    of_groups = [each for each in settings if each.field == "customer_groups"]
    return MovePreview(
        **asdict(seen),
        payer_changes=paid.changes,
        payer_changes_count=paid.count,
        setting_changes=[each for each in settings if each not in of_groups],
        customer_group_changes=of_groups,
    )
