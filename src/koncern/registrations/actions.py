"""What can be done with registrations."""

from collections.abc import Iterator, Sequence
from itertools import chain
from uuid import UUID

from msgspec.structs import replace
from uuid_utils.compat import uuid7

from koncern import companies
from koncern.access import require
from koncern.apps import TaxStatus
from koncern.base import Actor, Fault, Scope, first_faults
from koncern.companies import (
    AliasTaken,
    Company,
    CompanyInvalid,
    LabelsAsked,
    ParentArchived,
    TermsNotYours,
)
from koncern.companies.field_rights import TERMS, Setter, filled, not_theirs
from koncern.db import Row, Tx, load
from koncern.labels import attribute_templates
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
    terms = _terms(actor, new)
    row, faults = _checked(tx, actor, new, company)
    if named := companies.templated(new.attributes):
        misfits = await attribute_templates.find_misfits(tx, named)
        faults = [*faults, *misfits]
    asked = companies.asked_labels(new)
    try:
        (came,) = await tx.rows(
            SQL.register,
            facts=None if faults or terms else row,
            external_ref=None if _only_asks(actor, new) else new.external_ref or None,
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
        # Of two at once one was first; there is nothing more to ask in this statement.
        fault = Fault("/external_ref", f"{new.external_ref} is taken")
        raise AliasTaken(faults=[fault]) from None
    if came["outcome"] == "done":
        return Company.new(company, came["document"])
    if came["outcome"] == "taken":
        raise companies.claim_taken(came["other"])
    raise _refusal(actor, new, asked, came, faults)


def _only_asks(actor: Actor, new: Registration) -> bool:
    """Tell whether an external reference is not claimed before somebody approves it."""
    return actor.user is not None and new.status is not RegistrationStatus.ACTIVE


def _terms(
    actor: Actor, new: Registration, default: TaxStatus | None = None
) -> list[str]:
    """Return what a user sets of an active company that is the seller's to set.

    The tax status is looked at once the app's default is known.
    """
    if actor.user is None or new.status is not RegistrationStatus.ACTIVE:
        return []
    said = {name: getattr(new, name) for name in TERMS}
    defaults = {"tax_status": default or new.tax_status}
    names = filled(said, defaults)
    if not names:
        return []
    return not_theirs(Setter.ADMIN, names, is_pending=False, is_new=True)


def _checked(
    tx: Tx, actor: Actor, new: Registration, company: UUID
) -> tuple[str | None, Sequence[Fault]]:
    """Return the company as it is kept, or nothing and what is wrong with it."""
    try:
        facts = companies.facts_of(new, company, tx.now)
    except CompanyInvalid as invalid:
        return None, invalid.faults
    if new.external_ref and _only_asks(actor, new):
        facts = replace(facts, external_ref_asked=new.external_ref)
    return companies.to_row(facts, company, tx.now), ()


def _refusal(
    actor: Actor,
    new: Registration,
    asked: LabelsAsked,
    came: Row,
    faults: Sequence[Fault],
) -> ApprovalNeeded | TermsNotYours | CompanyInvalid | ParentArchived:
    """Say all that stands against a registration."""
    if came["needs_approval"]:
        return ApprovalNeeded()
    if terms := _terms(actor, new, TaxStatus(came["default_tax_status"])):
        return TermsNotYours(
            "Only the seller sets these fields of an active company. Leave them out, or "
            "register the company as `pending`.",
            faults=[
                Fault(f"/{name}", "can only be set by the seller") for name in terms
            ],
        )
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
