"""Payers: to whom a company's invoices go, and who pays them, at any time."""

import msgspec

from koncern.access import CredentialNeeded
from koncern.api.http import Call, Pagination, Reply, Unit, route
from koncern.base import CursorUnknown
from koncern.billing import payers
from koncern.billing.payers import (
    Arrangement,
    NewArrangement,
    Payer,
    PayerArchived,
    PayerAsked,
    PayerInvalid,
    RolledUp,
    RollUpAsked,
)
from koncern.companies import CompanyArchived, CompanyUnknown
from koncern.trees.positions import NotThereYet


class ArrangementList(msgspec.Struct, kw_only=True):
    """What was, is and will be arranged for a company."""

    arrangements: list[Arrangement]


class RollUp(msgspec.Struct, kw_only=True):
    """Companies whose invoices go to one, and the way to the next page."""

    companies: list[RolledUp]
    pagination: Pagination


async def read(call: Call) -> Reply:
    """Read to whom a company's invoices go, and who pays them, now or at any time.

    Where nothing is arranged a company is invoiced itself. So it is where an arrangement
    leads to nobody at that time; `lapsed` tells why. Who gets a company's invoices is not
    passed on: if A names B, and B names C, then A's invoices go to B. Of companies that
    you do not see there are only their ids.
    """
    found = await payers.payer(call.unit, call.by, call.ids["id"], at=call.query.at)
    return Reply(body=found)


async def arrange(call: Call) -> Reply:
    """Say to whom a company's invoices go, and who pays them.

    The invoice owner is the company itself (`self`), whoever is its `parent` or the
    `root` of its tree at each time, an `ancestor` by its id, or the owner of a
    `customer_organization` that it is in. With `effective_at` in the future it takes
    effect then; in the past it is a correction, which needs a `reason`. It holds until it
    is arranged anew, as recorded or as planned; what is arranged for the very time of a
    plan takes the plan's place. The answer tells the payer at that time.
    """
    version, found = await payers.arrange(
        call.unit, call.by, call.ids["id"], wanted=call.body, version=call.version
    )
    return Reply(body=found, version=version)


async def history(call: Call) -> Reply:
    """List what was, is and will be arranged for a company, the latest time first.

    A time that was corrected since is listed as it was believed, with `corrected_at`.
    """
    found = await payers.history(call.unit, call.by, call.ids["id"])
    return Reply(body=ArrangementList(arrangements=found))


async def roll_up(call: Call) -> Reply:
    """List all companies whose invoices go to one, now or at any time.

    Itself comes first, if it is invoiced itself; then those below it, those that name it,
    and those in a customer organization of its own. Of companies that you do not see
    there are only their ids.
    """
    page = await payers.roll_up(call.unit, call.by, call.ids["id"], call.query)
    rows = [
        RolledUp(
            company_id=each.company_id,
            name=each.name,
            kind=each.kind,
            payment_owner_id=each.payment_owner_id,
        )
        for each in page.rows
    ]
    body = RollUp(companies=rows, pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


EXAMPLE = {
    "invoice_owner": {"kind": "parent"},
    "payment_owner": "invoice_owner",
    "reason": "The group pays for its subsidiaries.",
}

_ONE = "/organisations/{id}"
_UNKNOWN = (CompanyUnknown, NotThereYet)

ROUTES = [
    route(
        "GET",
        f"{_ONE}/payer",
        read,
        query=PayerAsked,
        shows=Payer,
        unit=Unit.SINGLE,
        failures=_UNKNOWN,
    ),
    route(
        "PUT",
        f"{_ONE}/payer",
        arrange,
        body=NewArrangement,
        shows=Payer,
        takes_if_match=True,
        failures=(
            CompanyArchived,
            CompanyUnknown,
            CredentialNeeded,
            PayerArchived,
            PayerInvalid,
        ),
        example=EXAMPLE,
    ),
    route(
        "GET",
        f"{_ONE}/payer/history",
        history,
        shows=ArrangementList,
        failures=(CompanyUnknown,),
    ),
    route(
        "GET",
        f"{_ONE}/roll-up",
        roll_up,
        query=RollUpAsked,
        shows=RollUp,
        unit=Unit.SINGLE,
        failures=(*_UNKNOWN, CursorUnknown),
    ),
]
