"""What can be done with registrations."""

from collections.abc import Iterator, Sequence
from itertools import chain
from uuid import UUID

from uuid_utils.compat import uuid7

from koncern import attribute_templates, companies
from koncern.access import require
from koncern.base import Actor, Fault, Scope, first_faults
from koncern.companies import (
    AliasTaken,
    Company,
    CompanyInvalid,
    LabelsAsked,
    ParentArchived,
)
from koncern.db import Row, Tx, load
from koncern.registrations.model import ApprovalNeeded, Registration, RegistrationStatus

SQL = load("koncern.registrations")


async def register(tx: Tx, actor: Actor, new: Registration, /) -> Company:
    """Register a company; a user who does becomes its first admin.

    It is one statement, which also looks up what the registration names: the hot path
    needs no more. When something is wrong, that statement has told what is there. Only
    for attributes that name a template there is a statement before it.
    """
    if actor.user is None:
        require(actor, Scope.WRITE)
    company = uuid7()
    row, faults = _checked(tx, new, company)
    if named := companies.templated(new.attributes):
        misfits = await attribute_templates.find_misfits(tx, named)
        row, faults = None if misfits else row, [*faults, *misfits]
    asked = companies.asked_labels(new)
    try:
        (came,) = await tx.rows(
            SQL.register,
            facts=row,
            external_ref=new.external_ref or None,
            wants_active=new.status is RegistrationStatus.ACTIVE,
            role=new.role,
            parent=new.parent_id,
            user=actor.user,
            actor_kind=actor.kind,
            actor=actor.id,
            request_id=tx.request_id,
            **asked.facts(),
        )
    except AliasTaken:
        # Whose it is, is for those who see the whole app: here users ask as well.
        fault = Fault("/external_ref", f"{new.external_ref} stands for another company")
        raise AliasTaken(faults=[fault]) from None
    if came["outcome"] == "done":
        return Company.new(company, came["document"])
    if came["outcome"] == "taken":
        raise companies.number_taken(came["other"])
    raise _refusal(new, asked, came, faults)


def _checked(
    tx: Tx, new: Registration, company: UUID
) -> tuple[str | None, Sequence[Fault]]:
    """Return the company as it is kept, or nothing and what is wrong with it."""
    try:
        facts = companies.facts_of(new, company, tx.now)
    except CompanyInvalid as invalid:
        return None, invalid.faults
    return companies.kept(facts, company, tx.now), ()


def _refusal(
    new: Registration, asked: LabelsAsked, came: Row, faults: Sequence[Fault]
) -> ApprovalNeeded | CompanyInvalid | ParentArchived:
    """Say all that stands against a registration."""
    if came["needs_approval"]:
        return ApprovalNeeded()
    faults = first_faults(chain(faults, _unknown(new, came), asked.faults(came)))
    if faults:
        return CompanyInvalid(faults=faults)
    return ParentArchived(faults=[Fault("/parent_id", "is archived")])


def _unknown(new: Registration, came: Row) -> Iterator[Fault]:
    if came["roles"] is not None:
        roles = ", ".join(came["roles"]) or "none has been made yet"
        yield Fault("/role", f"is no role of this app; its roles: {roles}")
    if new.parent_id is not None and came["parent"] is None:
        yield Fault("/parent_id", "is no company that you may name as parent")
