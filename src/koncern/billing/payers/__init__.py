"""Payers: to whom a company's invoices go, and who pays them, at any time.

A company is invoiced itself unless it is arranged otherwise: then its parent, the root of
its tree, a company above it or the owner of a customer organization that it is in. Who
that is follows the tree and the organizations of each time, and is not passed on: the
payer of a company's payer is not its payer (docs/decisions/0027).
"""

from koncern.billing.payers.actions import arrange, history, payer, roll_up
from koncern.billing.payers.model import (
    Arrangement,
    InvoiceOwner,
    NewArrangement,
    Payer,
    PayerArchived,
    PayerAsked,
    PayerInvalid,
    PayerKind,
    RolledUp,
    RollUpAsked,
)
from koncern.billing.payers.preview import PayerChange, PayerChanges, changes_by_move

__all__ = [
    "Arrangement",
    "InvoiceOwner",
    "NewArrangement",
    "Payer",
    "PayerArchived",
    "PayerAsked",
    "PayerChange",
    "PayerChanges",
    "PayerInvalid",
    "PayerKind",
    "RollUpAsked",
    "RolledUp",
    "arrange",
    "changes_by_move",
    "history",
    "payer",
    "roll_up",
]
