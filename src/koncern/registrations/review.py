"""The review of registrations: listed, read, and decided on by one person each."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from koncern import mail
from koncern.access import require, sees_all
from koncern.base import (
    PAGE_ROWS_BYTES,
    Actor,
    Failure,
    Page,
    Scope,
    Stale,
    cut,
    email_problem,
)
from koncern.companies import CompanyArchived, claim_taken
from koncern.db import Tx, load
from koncern.events import record
from koncern.registrations.model import (
    Applicant,
    PrintedDecision,
    RegistrationDecided,
    RegistrationsAsked,
    RegistrationUnknown,
    RejectionUnknown,
    Standing,
    StoredRegistration,
)

SQL = load("koncern.registrations")


async def page(
    tx: Tx, actor: Actor, asked: RegistrationsAsked, /
) -> Page[StoredRegistration]:
    """List the registrations of a status, oldest first."""
    require(actor, Scope.READ)
    facts: dict[str, Any] = {"edge": asked.edge(), "most": asked.limit + 1}
    facts["page_bytes"] = PAGE_ROWS_BYTES
    if asked.status == "active":
        query = SQL.page_active_back if asked.backwards else SQL.page_active_on
    else:
        query = SQL.page_back if asked.backwards else SQL.page_on
        facts["status"] = asked.status
    return cut(
        await tx.all(StoredRegistration, query, **facts), asked, lambda row: row.id
    )


async def read(tx: Tx, actor: Actor, company: UUID, /) -> StoredRegistration:
    """Read a company's registration: its own people may, and credentials."""
    user = None if sees_all(actor) else actor.user
    found = await tx.maybe(StoredRegistration, SQL.read, company=company, user=user)
    if found is None:
        raise RegistrationUnknown
    return found


async def approve(
    tx: Tx, actor: Actor, company: UUID, /, *, version: int | None = None
) -> StoredRegistration:
    """Approve a company: it claims its numbers and its external reference.

    If another company has one of them, this one goes on waiting.
    """
    await _may_decide(tx, actor, company)
    name = await _decide(tx, company, "active", version)
    await _record_decision(tx, actor, company, outcome="approved", reason=None)
    facts = {"company": name}
    await _notify_applicants(tx, company, "registration_approved", facts)
    return await read(tx, actor, company)


async def reject(
    tx: Tx, actor: Actor, company: UUID, /, *, reason: str, version: int | None = None
) -> StoredRegistration:
    """Reject a company, with the reason."""
    await _may_decide(tx, actor, company)
    name = await _decide(tx, company, "rejected", version)
    await _record_decision(tx, actor, company, outcome="rejected", reason=reason)
    facts = {"company": name, "reason": reason}
    await _notify_applicants(tx, company, "registration_rejected", facts)
    return await read(tx, actor, company)


async def reopen(
    tx: Tx, actor: Actor, company: UUID, /, *, version: int | None = None
) -> StoredRegistration:
    """Withdraw a rejection: the company waits again, and its people may change it."""
    await _may_decide(tx, actor, company)
    if not await tx.run(SQL.reopen, company=company, version=version):
        raise await _refusal(tx, company, Standing.REJECTED)
    await tx.run(SQL.remove_decision, company=company)
    await record(
        tx,
        actor,
        "registration.reopened",
        company,
        before={"status": "rejected"},
        after={"status": "pending"},
    )
    return await read(tx, actor, company)


async def inquire(
    tx: Tx, actor: Actor, company: UUID, /, *, message: str, version: int | None = None
) -> StoredRegistration:
    """Ask a company that waits for more; its people answer by changing it."""
    await _may_decide(tx, actor, company)
    rows = await tx.rows(SQL.touch_pending, company=company, version=version)
    if not rows:
        raise await _refusal(tx, company, Standing.PENDING)
    await tx.run(
        SQL.record_inquiry,
        company=company,
        message=message,
        actor_kind=actor.kind,
        actor=actor.id,
    )
    await record(tx, actor, "registration.inquired", company, reason=message)
    facts = {"company": rows[0]["name"], "message": message}
    await _notify_applicants(tx, company, "registration_inquiry", facts)
    return await read(tx, actor, company)


async def _may_decide(tx: Tx, actor: Actor, company: UUID) -> None:
    """Refuse users, of whom only the company's own may know that it is there."""
    if actor.user is not None:
        await read(tx, actor, company)
    require(actor, Scope.WRITE)


async def _decide(tx: Tx, company: UUID, status: str, version: int | None) -> str:
    """Decide, and return the company's name."""
    (came,) = await tx.rows(SQL.decide, company=company, status=status, version=version)
    match came["outcome"]:
        case "taken":
            raise claim_taken(came["other"])
        case "refused":
            raise await _refusal(tx, company, Standing.PENDING)
    return str(came["name"])


async def _record_decision(
    tx: Tx, actor: Actor, company: UUID, *, outcome: str, reason: str | None
) -> None:
    is_rejected = outcome == "rejected"
    await tx.run(
        SQL.record_decision,
        company=company,
        outcome=outcome,
        reason=reason,
        actor_kind=actor.kind,
        actor=actor.id,
    )
    await record(
        tx,
        actor,
        f"registration.{outcome}",
        company,
        before={"status": "pending"},
        after={"status": "rejected" if is_rejected else "active"},
        reason=reason,
    )


async def _refusal(tx: Tx, company: UUID, needed: Standing) -> Failure:
    """Say why a registration that is not as it must be cannot be changed so."""
    rows = await tx.rows(SQL.find_standing, company=company)
    if not rows:
        return RegistrationUnknown()
    found = rows[0]
    if found["is_archived"]:
        return CompanyArchived()
    if found["status"] == needed:
        return Stale()
    if needed is Standing.REJECTED:
        return RejectionUnknown()
    decision = msgspec.json.decode(found["told"])["decision"]
    detail = f"{RegistrationDecided.sentence()} The company is {found['status']}"
    if decision is not None:
        detail += f": {_who_and_when(msgspec.convert(decision, PrintedDecision))}"
    return RegistrationDecided(f"{detail}.", status=found["status"], decision=decision)


def _who_and_when(decision: PrintedDecision) -> str:
    who = decision.decided_by
    assert who is not None
    by = who.kind if who.name is None else f"{who.kind} {who.name}"
    return (
        f"it was {decision.outcome} by {by} on {decision.decided_at:%Y-%m-%d %H:%M} UTC"
    )


async def _notify_applicants(
    tx: Tx, company: UUID, template: str, facts: Mapping[str, str]
) -> None:
    """Write to the applicants, each in their language."""
    for applicant in await tx.all(Applicant, SQL.find_applicants, company=company):
        if email_problem(applicant.email):
            continue  # an address from before addresses were checked
        await mail.post(
            tx,
            to=applicant.email,
            template=template,
            language=applicant.language,
            facts={**facts, "name": applicant.name},
        )
