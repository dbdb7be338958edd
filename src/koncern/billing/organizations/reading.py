"""Reading organizations as they are: one, or a page of them."""

from uuid import UUID

from koncern import limits
from koncern.access import require
from koncern.base import PAGE_ROWS_BYTES, Actor, Page, PageAsked, Scope, cut
from koncern.billing.organizations.model import (
    CustomerOrganization,
    CustomerOrganizationUnknown,
)
from koncern.db import Tx, load

SQL = load("koncern.billing.organizations")


async def read(tx: Tx, actor: Actor, organization: UUID, /) -> CustomerOrganization:
    """Read one organization, with its owner and as many members as fit."""
    require(actor, Scope.READ)
    found = await tx.maybe(
        CustomerOrganization,
        SQL.read,
        id=organization,
        members_bytes=limits.MEMBERS_BYTES,
    )
    if found is None:
        raise CustomerOrganizationUnknown
    return found


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[CustomerOrganization]:
    """List organizations, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(
        CustomerOrganization,
        query,
        edge=asked.edge(),
        most=asked.limit + 1,
        page_bytes=PAGE_ROWS_BYTES,
        members_bytes=limits.MEMBERS_BYTES,
    )
    return cut(rows, asked, lambda organization: organization.id)
