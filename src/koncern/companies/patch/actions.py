"""What is done with a change."""

from itertools import chain
from uuid import UUID

import msgspec

from koncern import limits
from koncern.base import Actor, Fault, first_faults, given
from koncern.companies import (
    LABELS,
    Company,
    CompanyInvalid,
    CompanyTooLarge,
    CompanyUnknown,
    FoundLabel,
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
    if wanted.parent_is_below:
        raise ParentBelow(faults=[Fault("/parent_id", "stands below this company")])
    for kind, ids in labels.items():
        table = kind.removesuffix("s")
        await tx.run(SQL.replace_labels, company=company, kind=table, labels=ids)
    changes = wanted.columns | given(wanted)  # the reference and the parent
    (came,) = await tx.rows(
        SQL.change,
        company=company,
        changes=msgspec.json.encode(changes).decode(),
        actor_kind=actor.kind,
        actor=actor.id,
        request_id=tx.request_id,
    )
    match came["outcome"]:
        case "taken":
            raise claim_taken(came["other"])
        case "unknown":
            raise CompanyUnknown
    # The table refuses what grows its own columns too far; labels are seen here alone.
    document: bytes = came["document"]
    if len(document) > max(limits.COMPANY_BYTES, wanted.bytes_before):
        raise CompanyTooLarge
    return Company(id=company, version=came["version"], document=document)


async def _find_labels(
    tx: Tx, change: Change, faults: list[Fault]
) -> dict[str, list[UUID]]:
    """Return the ids of the tags and groups meant, for each kind that is replaced.

    What else is wrong with the change is told along with labels that are not there.
    """
    found: list[FoundLabel] = []
    if change.labels is not None:
        rows = await tx.rows(SQL.find_labels, **change.labels.facts())
        found = [FoundLabel(*row) for row in rows]
        faults = first_faults(chain(faults, change.labels.faults(found)))
    if faults:
        raise CompanyInvalid(faults=faults)
    return {
        kind: [each.id for each in found if each.kind == kind]
        for kind in LABELS
        if kind in change.replaced
    }
