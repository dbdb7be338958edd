"""What can be done with registrations."""

from collections.abc import Sequence
from uuid import UUID

from uuid_utils.compat import uuid7

from koncern import companies
from koncern.access import require
from koncern.apps import AppUnknown
from koncern.base import Actor, Fault, Scope
from koncern.companies import AliasTaken, Company, CompanyInvalid, Facts
from koncern.db import Tx, load
from koncern.labels import attribute_templates
from koncern.registrations.model import Registration, RegistrationStatus
from koncern.registrations.rules import Named, only_asks, refuse, settled

SQL = load("koncern.registrations")


async def register(tx: Tx, actor: Actor, new: Registration, /) -> Company:
    """Register a company; a user who does becomes its first admin."""
    if actor.user is None:
        require(actor, Scope.WRITE)
    company = uuid7()
    facts, faults = _checked(tx, new, company)
    attributes = companies.templated(new.attributes)
    misfits = await attribute_templates.find_misfits(tx, attributes)
    named = await _find_named(tx, actor, new, company, facts)
    refuse(actor, new, named, [*faults, *misfits])
    assert facts is not None
    facts = settled(actor, new, facts, named)
    status = new.status or RegistrationStatus.PENDING
    row = companies.to_row(facts, company, tx.now, status=status, parent=named.parent)
    document = await _add(tx, actor, new, company, row=row, named=named)
    if document is None:
        raise await companies.find_claimant(tx, actor, company, facts)
    return Company.new(company, document)


def _checked(
    tx: Tx, new: Registration, company: UUID
) -> tuple[Facts | None, Sequence[Fault]]:
    """Return what is known of the company, or nothing and what is wrong with it."""
    try:
        return companies.facts_of(new, company, tx.now), ()
    except CompanyInvalid as invalid:
        return None, invalid.faults


async def _find_named(
    tx: Tx, actor: Actor, new: Registration, company: UUID, facts: Facts | None
) -> Named:
    """Look up all that a registration names; its labels stay as they are from here on."""
    asked = companies.asked_labels(new)
    found = await tx.maybe(
        Named,
        SQL.find_named,
        role=new.role,
        parent=new.parent_id,
        user=actor.user,
        names_labels=bool(asked),
        external_ref=new.external_ref or None,
        is_active=new.status is RegistrationStatus.ACTIVE,
        company=company,
        country=facts and facts.country,
        organisation_number=facts and facts.organisation_number_claim,
        tax_id_vat_number=facts and facts.tax_id_vat_number_claim,
        **asked.facts(),
    )
    if found is None:
        raise AppUnknown
    return found


async def _add(
    tx: Tx, actor: Actor, new: Registration, company: UUID, *, row: str, named: Named
) -> bytes | None:
    """Add the company and its first admin; None: another company has its number."""
    external_ref = None if only_asks(actor, new) else new.external_ref or None
    try:
        made = await tx.rows(
            SQL.add,
            company=company,
            facts=row,
            labels=named.labels,
            aliases=[external_ref] if external_ref else [],
            external_ref=external_ref,
            user=actor.user,
            role=named.role,
            actor_kind=actor.kind,
            actor=actor.id,
            request_id=tx.request_id,
        )
    except AliasTaken:
        # Another company got it since it was looked up; this transaction asks no more.
        fault = Fault("/external_ref", f"{new.external_ref} is taken")
        raise AliasTaken(faults=[fault]) from None
    return made[0]["document"] if made else None
