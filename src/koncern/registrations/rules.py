"""What a registration may be, by the app's rules and by what it names."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from uuid import UUID

import msgspec
from msgspec import Struct, structs

from koncern import companies
from koncern.apps import RegistrationPolicy, TaxStatus
from koncern.base import Actor, Fault, first_faults
from koncern.companies import (
    CompanyInvalid,
    Facts,
    FoundLabel,
    ParentArchived,
    TermsNotYours,
)
from koncern.companies.field_rights import TERMS, Setter, filled, not_theirs
from koncern.registrations.model import ApprovalNeeded, Registration, RegistrationStatus


class Named(Struct, frozen=True, kw_only=True):
    """The app's rules, and what was found of all that a registration names."""

    registration_policy: RegistrationPolicy
    default_tax_status: TaxStatus
    shares_numbers: bool
    role: UUID | None
    roles: Sequence[str] | None
    """All roles of the app, if the one that is named is none of them."""
    parent: UUID | None
    parent_is_archived: bool
    labels: str | None
    """The labels by their kinds, as the company prints them: JSON."""
    other: str | None
    """The company that has the number or the reference already: JSON."""


class _PrintedLabel(Struct):
    id: UUID
    key: str = ""
    slug: str = ""


_LABELS = msgspec.json.Decoder(Mapping[str, list[_PrintedLabel]])


def refuse(
    actor: Actor, new: Registration, named: Named, faults: Sequence[Fault]
) -> None:
    """Refuse a registration, and name all that is wrong with it."""
    if _wants_active(actor, new):
        if named.registration_policy == RegistrationPolicy.APPROVAL:
            raise ApprovalNeeded
        _refuse_terms(new, named)
    asked = companies.asked_labels(new)
    unknown = chain(_unknown(new, named), asked.faults(_found(named)))
    if all_faults := first_faults(chain(faults, unknown)):
        raise CompanyInvalid(faults=all_faults)
    if named.parent_is_archived:
        raise ParentArchived(faults=[Fault("/parent_id", "is archived")])
    if named.other is not None:
        raise companies.claim_taken(named.other)


def settled(actor: Actor, new: Registration, facts: Facts, named: Named) -> Facts:
    """Return what is known of a company, after the app's rules."""
    changes: dict[str, str | None] = {}
    if facts.tax_status is None:
        changes["tax_status"] = named.default_tax_status
    if named.shares_numbers:
        changes |= dict.fromkeys(
            ("organisation_number_claim", "tax_id_vat_number_claim")
        )
    if only_asks(actor, new):
        changes["external_ref_asked"] = new.external_ref or None
    return structs.replace(facts, **changes)


def only_asks(actor: Actor, new: Registration) -> bool:
    """Tell whether an external reference is not claimed before somebody approves it."""
    return actor.user is not None and new.status is not RegistrationStatus.ACTIVE


def _wants_active(actor: Actor, new: Registration) -> bool:
    """Tell whether a user wants a company that nobody has to approve."""
    return actor.user is not None and new.status is RegistrationStatus.ACTIVE


def _refuse_terms(new: Registration, named: Named) -> None:
    """Refuse a user who sets what is the seller's to set of an active company."""
    said = {name: getattr(new, name) for name in TERMS}
    names = filled(said, {"tax_status": named.default_tax_status})
    if terms := not_theirs(Setter.ADMIN, names, is_pending=False, is_new=True):
        raise TermsNotYours(
            "Only the seller sets these fields of an active company. Leave them out, or "
            "register the company as `pending`.",
            faults=[
                Fault(f"/{name}", "can only be set by the seller") for name in terms
            ],
        )


def _unknown(new: Registration, named: Named) -> Iterator[Fault]:
    if named.roles is not None:
        roles = ", ".join(named.roles) or "none has been made yet"
        yield Fault("/role", f"is no role of this app; its roles: {roles}")
    if new.parent_id is not None and named.parent is None:
        yield Fault("/parent_id", "is no company that you may name as parent")


def _found(named: Named) -> Iterator[FoundLabel]:
    if named.labels is None:
        return
    for kind, labels in _LABELS.decode(named.labels).items():
        for each in labels:
            yield FoundLabel(kind, each.id, each.key or each.slug)
