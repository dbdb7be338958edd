"""What must hold of a customer group's terms: a discount or a store group, not both."""

from collections.abc import Iterator
from uuid import UUID

from koncern.base import Fault


def term_faults(
    percentage: int | None, decimals: int | None, store_group: UUID | None
) -> Iterator[Fault]:
    """Find what is wrong with terms, each at its place."""
    if percentage is None and decimals is not None:
        yield Fault(
            "/discount_percentage",
            "is required with decimals; without a discount both are null",
        )
    if percentage is not None and decimals is None:
        yield Fault(
            "/discount_percentage_decimals", "is required: with 1, 125 is 12.5 %"
        )
    if percentage is not None and decimals is not None:
        most = 100 * 10**decimals
        if percentage > most:
            yield Fault(
                "/discount_percentage",
                f"is more than 100 %, which is {most} with that many decimals",
            )
    if store_group is not None and (percentage is not None or decimals is not None):
        yield Fault(
            "/store_group_id", "cannot stand beside a discount: set one of them to null"
        )
