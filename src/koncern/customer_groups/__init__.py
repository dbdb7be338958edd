"""Customer groups: companies that are sold to on the same terms."""

from koncern.customer_groups.actions import add, page
from koncern.customer_groups.model import (
    CustomerGroup,
    CustomerGroupSlugTaken,
    NewCustomerGroup,
)

__all__ = ["CustomerGroup", "CustomerGroupSlugTaken", "NewCustomerGroup", "add", "page"]
