"""What the demo shows of groups: terms that flow down, a second tree, and who pays."""

from uuid import UUID

from koncern import inheritance
from koncern.base import Actor
from koncern.billing import payers
from koncern.billing.payers import InvoiceOwner, NewArrangement, PayerKind
from koncern.db import Tx
from koncern.trees import hierarchies, moves, positions
from koncern.trees.hierarchies import NewHierarchy
from koncern.trees.moves import Move
from koncern.trees.positions import DescendantsAsked

SALES = {
    "AB Volvo": ["AB Volvo Penta", "Volvo Car AB", "Scania CV AB"],
    "Volvo Car AB": ["Zhejiang Geely Holding Group Co., Ltd."],
}
"""Who is sold to through whom, in a hierarchy besides that of who owns whom."""


INHERITED = ["payment_terms", "price_list", "credit_check", "custom_fields.tier"]

SETTINGS = {
    ("Volkswagen AG", "payment_terms"): {"days": 30, "counted_from": "end_of_month"},
    ("Volkswagen AG", "price_list"): "automotive-eur",
    ("Audi AG", "payment_terms"): {"days": 14, "code": "NET14"},
}
"""What flows down the demo's trees: all below Audi have Audi's payment terms."""

PAYS_FOR_ITS_GROUP = "Volkswagen AG"
"""The company to which the invoices of all that stand below it go."""


async def group(tx: Tx, actor: Actor, companies: dict[str, UUID]) -> None:
    """Let the demo's groups have what only groups have."""
    await _make_settings(tx, actor, companies)
    await _declare_sales(tx, actor, companies)
    await _arrange_payers(tx, actor, companies)


async def _make_settings(tx: Tx, actor: Actor, companies: dict[str, UUID]) -> None:
    for field in INHERITED:
        await inheritance.declare(tx, actor, field)
    for (company, field), value in SETTINGS.items():
        await inheritance.put(tx, actor, companies[company], field, value=value)


async def _declare_sales(tx: Tx, actor: Actor, companies: dict[str, UUID]) -> None:
    """Declare a second hierarchy, with some companies in it."""
    declared = await hierarchies.add(
        tx, actor, NewHierarchy(slug="sales", name="Sales accounts")
    )
    for parent, below in SALES.items():
        wanted = Move(parent_id=companies[parent], reason="One account serves both.")
        for name in below:
            await moves.move(
                tx, actor, companies[name], wanted=wanted, hierarchy=declared.slug
            )


async def _arrange_payers(tx: Tx, actor: Actor, companies: dict[str, UUID]) -> None:
    """Let a group's invoices go to whoever stands at the top of it."""
    top = companies[PAYS_FOR_ITS_GROUP]
    wanted = NewArrangement(
        invoice_owner=InvoiceOwner(kind=PayerKind.ROOT),
        reason="The group is invoiced as one.",
    )
    below = await positions.descendants(
        tx, actor, top, asked=DescendantsAsked(limit=100)
    )
    for each in below.rows:
        await payers.arrange(tx, actor, each.id, wanted=wanted)
