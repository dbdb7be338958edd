"""Scheduled moves: they take effect by themselves when their time has come.

Until then they show wherever a time to come is asked for, and can be changed and
withdrawn. When the time comes they are checked again: one that has become impossible is
given up, with its reason (docs/decisions/0023).
"""

from koncern.trees.scheduled_moves.actions import (
    arrange,
    change,
    of_company,
    page,
    withdraw,
)
from koncern.trees.scheduled_moves.execution import (
    CHANGED_MEANWHILE,
    UNTIL_OTHERS_MAKE_WAY,
    carry_out,
    claim,
    due,
    give_up,
    next_due,
)
from koncern.trees.scheduled_moves.model import (
    MoveBuiltUpon,
    MoveDecided,
    MovePatch,
    MovesOfCompanyAsked,
    MoveUnknown,
    ScheduledMove,
    ScheduledMovesAsked,
    clock,
)

__all__ = [
    "CHANGED_MEANWHILE",
    "UNTIL_OTHERS_MAKE_WAY",
    "MoveBuiltUpon",
    "MoveDecided",
    "MovePatch",
    "MoveUnknown",
    "MovesOfCompanyAsked",
    "ScheduledMove",
    "ScheduledMovesAsked",
    "arrange",
    "carry_out",
    "change",
    "claim",
    "clock",
    "due",
    "give_up",
    "next_due",
    "of_company",
    "page",
    "withdraw",
]
