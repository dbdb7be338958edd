"""What is told of a move before it is made."""

from typing import Annotated

from msgspec import Meta

from koncern.billing.payers import PayerChange
from koncern.inheritance import SettingChange
from koncern.trees.moves import Outlook


class MovePreview(Outlook, frozen=True, kw_only=True):
    """What a move would change, and everything that refuses it.

    Of a move that is refused, and of one in another hierarchy than the main one, no payers
    and settings are told: it would change none.
    """

    payer_changes: Annotated[
        list[PayerChange],
        Meta(description="Whose invoices would go to, or be paid by, another company."),
    ]
    payer_changes_count: Annotated[
        int, Meta(description="How many there are: the first thousand are shown.")
    ]
    setting_changes: Annotated[
        list[SettingChange],
        Meta(description="What would be inherited otherwise, groups left out."),
    ]
    customer_group_changes: Annotated[
        list[SettingChange],
        Meta(description="The same of customer groups, where they flow down."),
    ]
