"""The archive: companies that are put away, and taken back."""

from koncern.access import CredentialNeeded
from koncern.api.http import Call, Reply, route
from koncern.api.organisations.companies import OneCompany, one
from koncern.companies import CompanyUnknown
from koncern.people import memberships
from koncern.trees.divisions import DivisionNeedsParent
from koncern.trees.moves import ArchiveAsked, ChildrenInTheWay


async def archive(call: Call) -> Reply:
    """Archive a company: it can be read, and nothing else, until it is restored.

    While active companies stand right below it, say what becomes of them: with
    `children=lift` they go up one level, with `children=archive` all active companies
    below it are archived too.
    """
    archived = await memberships.archive_company(
        call.unit,
        call.by,
        call.ids["id"],
        children=call.query.children,
        version=call.version,
    )
    return Reply(body=one(archived.document), version=archived.version)


async def restore(call: Call) -> Reply:
    """Restore an archived company as it was."""
    restored = await memberships.restore_company(
        call.unit, call.by, call.ids["id"], version=call.version
    )
    return Reply(body=one(restored.document), version=restored.version)


ROUTES = [
    route(
        "DELETE",
        "/organisations/{id}",
        archive,
        query=ArchiveAsked,
        shows=OneCompany,
        takes_if_match=True,
        failures=(
            ChildrenInTheWay,
            CompanyUnknown,
            CredentialNeeded,
            DivisionNeedsParent,
        ),
    ),
    route(
        "POST",
        "/organisations/{id}/restore",
        restore,
        shows=OneCompany,
        takes_if_match=True,
        failures=(CompanyUnknown, CredentialNeeded),
    ),
]
