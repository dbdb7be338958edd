"""Registrations: the queue of companies that wait, and what is decided on them."""

import msgspec

from koncern import registrations
from koncern.access import CredentialNeeded
from koncern.api.http import Call, Pagination, Reply, Unit, listed, route
from koncern.companies import (
    AliasTaken,
    CompanyArchived,
    OrganisationNumberTaken,
    VatNumberTaken,
)
from koncern.registrations import (
    Inquiry,
    PrintedRegistration,
    RegistrationDecided,
    RegistrationsAsked,
    RegistrationUnknown,
    Rejection,
    RejectionUnknown,
    StoredRegistration,
)


class OneRegistration(msgspec.Struct, kw_only=True):
    """A registration, in an envelope."""

    registration: PrintedRegistration


class RegistrationList(msgspec.Struct, kw_only=True):
    """Registrations, with the way to the next page."""

    registrations: list[PrintedRegistration]
    pagination: Pagination


async def list_waiting(call: Call) -> Reply:
    """List the registrations that wait for a decision, oldest first.

    Or those of another `status`. Each comes with the whole company, who registered it
    and when, what was asked about it last, and what was decided, by whom and why.
    `inquiry.changed_at` tells when the company's own people changed it since they were
    asked. Archived companies are left out.
    """
    page = await registrations.page(call.unit, call.by, call.query)
    return Reply(
        body=listed(
            "registrations",
            [_printed(each) for each in page.rows],
            call.pagination(page),
        ),
        links=call.links(page),
    )


async def read(call: Call) -> Reply:
    """Read a company's registration; the id is the company's.

    Its own people may, too; who of the seller's asked and decided they are not told.
    """
    return _one(await registrations.read(call.unit, call.by, call.ids["id"]))


async def approve(call: Call) -> Reply:
    """Approve a registration: the company is active, and its admins are told by mail.

    The company claims its numbers and its external reference. If another company has one
    of them, the answer is 409, names that company, and this one goes on waiting.

    With `If-Match` only what you have looked at is approved: if the company was changed
    meanwhile, the answer is 412. Of two decisions at once one counts; the other is told
    who decided.
    """
    return _one(
        await registrations.approve(
            call.unit, call.by, call.ids["id"], version=call.version
        )
    )


async def reject(call: Call) -> Reply:
    """Reject a registration, with a reason that the company's admins get by mail.

    From then on its people can only read the company.
    """
    rejection: Rejection = call.body
    return _one(
        await registrations.reject(
            call.unit,
            call.by,
            call.ids["id"],
            reason=rejection.reason,
            version=call.version,
        )
    )


async def withdraw_rejection(call: Call) -> Reply:
    """Withdraw a rejection: the company waits for a decision again."""
    return _one(
        await registrations.reopen(
            call.unit, call.by, call.ids["id"], version=call.version
        )
    )


async def inquire(call: Call) -> Reply:
    """Ask for more before deciding: the company's admins get the message by mail.

    They answer by changing the company, which `inquiry.changed_at` then tells.
    """
    inquiry: Inquiry = call.body
    return _one(
        await registrations.inquire(
            call.unit,
            call.by,
            call.ids["id"],
            message=inquiry.message,
            version=call.version,
        )
    )


def _one(told: StoredRegistration) -> Reply:
    body = b'{"registration":' + _printed(told) + b"}"
    return Reply(body=body, version=told.version)


def _printed(told: StoredRegistration) -> bytes:
    """Put the printed company, which is not read for that, into its registration."""
    return told.told[:-1] + b',"company":' + told.document + b"}"


REJECTION = {"reason": "The organisation number is another company's."}
INQUIRY = {"message": "Please add the address that invoices go to."}

_ONE = "/registrations/{id}"
_DECIDING = (
    CompanyArchived,
    CredentialNeeded,
    RegistrationDecided,
    RegistrationUnknown,
)

ROUTES = [
    route(
        "GET",
        "/registrations",
        list_waiting,
        query=RegistrationsAsked,
        shows=RegistrationList,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded,),
    ),
    route(
        "GET",
        _ONE,
        read,
        shows=OneRegistration,
        unit=Unit.SINGLE,
        failures=(RegistrationUnknown,),
    ),
    route(
        "POST",
        f"{_ONE}/approval",
        approve,
        shows=OneRegistration,
        takes_if_match=True,
        failures=(*_DECIDING, AliasTaken, OrganisationNumberTaken, VatNumberTaken),
    ),
    route(
        "POST",
        f"{_ONE}/rejection",
        reject,
        body=Rejection,
        shows=OneRegistration,
        takes_if_match=True,
        failures=_DECIDING,
        example=REJECTION,
    ),
    route(
        "DELETE",
        f"{_ONE}/rejection",
        withdraw_rejection,
        shows=OneRegistration,
        takes_if_match=True,
        failures=(
            CompanyArchived,
            CredentialNeeded,
            RegistrationUnknown,
            RejectionUnknown,
        ),
    ),
    route(
        "POST",
        f"{_ONE}/inquiry",
        inquire,
        body=Inquiry,
        shows=OneRegistration,
        takes_if_match=True,
        failures=_DECIDING,
        example=INQUIRY,
    ),
]
