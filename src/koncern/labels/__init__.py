"""Labels: what tags, customer groups and store groups have in common.

A company's document shows its labels, and they do not lie in its row. So whoever changes
a label holds it first, with every company that shows it, and has those rendered anew in
the same transaction. A label that very many companies show is rendered behind the
change, in portions, so that nobody waits for it (docs/decisions/0016).
"""

from koncern.labels.actions import hold, hold_to_delete, put_on, render, take_off
from koncern.labels.model import (
    AT_ONCE_MAX,
    TAKEN_OFF_MAX,
    Held,
    Label,
    LabelGone,
    LabelOnTooMany,
)

__all__ = [
    "AT_ONCE_MAX",
    "TAKEN_OFF_MAX",
    "Held",
    "Label",
    "LabelGone",
    "LabelOnTooMany",
    "hold",
    "hold_to_delete",
    "put_on",
    "render",
    "take_off",
]
