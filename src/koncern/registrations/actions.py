"""What can be done with registrations."""

from collections.abc import Iterator

import msgspec
from uuid_utils.compat import uuid7

from koncern import companies, memberships
from koncern.access import require
from koncern.apps import RegistrationPolicy
from koncern.base import Actor, Fault, Scope
from koncern.companies import Aliases, Company, Facts, ParentArchived
from koncern.db import Row, Tx, load
from koncern.memberships import Level
from koncern.registrations.model import ApprovalNeeded, Registration, RegistrationStatus

SQL = load("koncern.registrations")


async def register(tx: Tx, actor: Actor, new: Registration, /) -> Company:
    """Register a company; a user who does becomes its first admin."""
    if actor.user is None:
        require(actor, Scope.WRITE)
    around = await _find_surroundings(tx, actor, new)
    status = _status(actor, new, around)
    labels, unknown = await companies.find_labels(tx, new)
    company = uuid7()
    facts = companies.facts_of(
        new, company, tx.now, others=[*_faults(new, around), *unknown]
    )
    if around["parent_is_archived"]:
        raise ParentArchived(faults=[Fault("/parent_id", "is archived")])
    made = await companies.add(
        tx,
        actor,
        company,
        _completed(facts, around),
        status=status,
        parent=around["parent"],
        labels=labels,
        aliases=Aliases(external_ref=new.external_ref),
    )
    if actor.user is not None:
        await memberships.add(
            tx, actor, company, user=actor.user, level=Level.ADMIN, role=around["role"]
        )
    return made


async def _find_surroundings(tx: Tx, actor: Actor, new: Registration) -> Row:
    (around,) = await tx.rows(
        SQL.find_surroundings, role=new.role, parent=new.parent_id, user=actor.user
    )
    return around


def _faults(new: Registration, around: Row) -> Iterator[Fault]:
    """Find what the registration names, and what is not there."""
    if new.role is not None and around["role"] is None:
        roles = ", ".join(around["roles"]) or "none has been made yet"
        yield Fault("/role", f"is no role of this app; its roles: {roles}")
    if new.parent_id is not None and around["parent"] is None:
        yield Fault("/parent_id", "is no company that you may name as parent")


def _status(actor: Actor, new: Registration, around: Row) -> RegistrationStatus:
    """Credentials decide themselves; users under `approval` wait for a decision."""
    needs_approval = around["registration_policy"] == RegistrationPolicy.APPROVAL
    if new.status is not RegistrationStatus.ACTIVE:
        return RegistrationStatus.PENDING
    if needs_approval and actor.user is not None:
        raise ApprovalNeeded
    return RegistrationStatus.ACTIVE


def _completed(facts: Facts, around: Row) -> Facts:
    """Fill in what the app decides where the registration is silent."""
    facts = msgspec.structs.replace(
        facts, tax_status=facts.tax_status or around["default_tax_status"]
    )
    if not around["shares_numbers"]:
        return facts
    return msgspec.structs.replace(
        facts, organisation_number_claim=None, tax_id_vat_number_claim=None
    )
