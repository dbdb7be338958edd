"""What is done with a change."""

from itertools import chain
from uuid import UUID

import msgspec
from msgspec import UnsetType

from koncern import limits
from koncern.base import Actor, Fault, first_faults
from koncern.companies import (
    LABELS,
    Company,
    CompanyInvalid,
    CompanyTooLarge,
    CompanyUnknown,
    ParentBelow,
    claim_taken,
)
from koncern.companies.patch.rules import Change
from koncern.db import Tx, load
from koncern.labels import attribute_templates

SQL = load("koncern.companies.patch")


async def change(tx: Tx, actor: Actor, company: UUID, wanted: Change, /) -> Company:
    """Change a company that the caller holds; who may is for the caller to know."""
    misfits = await attribute_templates.find_misfits(tx, wanted.templated)
    labels = await _find_labels(tx, wanted, misfits)
    columns = dict(wanted.columns)
    if not isinstance(wanted.parent, UnsetType):
        columns["parent"] = wanted.parent
    gives_external_ref = not isinstance(wanted.external_ref, UnsetType)
    (came,) = await tx.rows(
        SQL.change,
        company=company,
        changes=msgspec.json.encode(columns).decode(),
        gives_external_ref=gives_external_ref,
        external_ref=wanted.external_ref if gives_external_ref else None,
        actor_kind=actor.kind,
        actor=actor.id,
        request_id=tx.request_id,
        **labels,
    )
    match came["outcome"]:
        case "taken":
            raise claim_taken(came["other"])
        case "circle":
            raise ParentBelow(faults=[Fault("/parent_id", "stands below this company")])
        case "unknown":
            raise CompanyUnknown
    # The table refuses what grows its own columns too far; labels are seen here alone.
    document: bytes = came["document"]
    if len(document) > max(limits.COMPANY_BYTES, wanted.bytes_before):
        raise CompanyTooLarge
    return Company(id=company, version=came["version"], document=document)


async def _find_labels(
    tx: Tx, change: Change, faults: list[Fault]
) -> dict[str, list[UUID] | None]:
    """Return the ids of the tags and groups meant, nothing for kinds not given.

    What else is wrong with the change is told along with labels that are not there.
    """
    labels: dict[str, list[UUID] | None] = dict.fromkeys(LABELS)
    if change.labels is not None:
        (found,) = await tx.rows(SQL.find_labels, **change.labels.facts())
        faults = first_faults(chain(faults, change.labels.faults(found)))
        labels |= {kind: found[kind] for kind in change.replaced}
    if faults:
        raise CompanyInvalid(faults=faults)
    return labels
