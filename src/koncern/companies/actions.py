"""What can be done with companies."""

from uuid import UUID

from koncern.access import require
from koncern.base import PAGE_ROWS_BYTES, Actor, Conflict, Page, PageAsked, Scope, cut
from koncern.companies.model import Aliases, Company, CompanyUnknown, Facts
from koncern.companies.rules import claim_taken, to_row
from koncern.db import Tx, load
from koncern.events import record

SQL = load("koncern.companies")

RENDERED_AT_ONCE = 500
"""How many companies are rendered at once: others wait a tenth of a second, at most."""


async def add(
    tx: Tx,
    actor: Actor,
    company: UUID,
    facts: Facts,
    /,
    *,
    status: str,
    parent: UUID | None = None,
    aliases: Aliases = Aliases(),  # noqa: B008 - frozen
) -> Company:
    """Keep a new company; who may is for the caller, who knows the occasion."""
    names = [name for name in (*aliases.others, aliases.external_ref) if name]
    made = await tx.rows(
        SQL.add,
        facts=to_row(facts, company, tx.now, status=status, parent=parent),
        external_ref=aliases.external_ref,
        aliases=list(dict.fromkeys(names)),
        actor_kind=actor.kind,
        actor=actor.id,
        request_id=tx.request_id,
    )
    if not made:
        raise await find_claimant(tx, actor, company, facts)
    return Company.new(company, made[0]["document"])


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[Company]:
    """List all companies of the app, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.rows(
        query,
        edge=asked.edge(),
        most=asked.limit + 1,
        page_bytes=PAGE_ROWS_BYTES,
        row_bytes=PAGE_ROWS_BYTES // asked.limit,
    )
    return cut([Company(*row) for row in rows], asked, lambda company: company.id)


async def archive(tx: Tx, actor: Actor, company: UUID, /) -> None:
    """Put a company away: it stays where it is, and can be added nowhere."""
    require(actor, Scope.WRITE)
    if await tx.run(SQL.archive, company=company):
        before, after = {"archived_at": None}, {"archived_at": tx.now}
        await record(tx, actor, "company.archived", company, before=before, after=after)
    elif not await tx.run(SQL.exists, company=company):
        raise CompanyUnknown


async def restore(tx: Tx, actor: Actor, company: UUID, /) -> None:
    """Take a company back that was put away."""
    restored = await tx.rows(SQL.restore, company=company)
    if restored:
        before, after = dict(restored[0]), {"archived_at": None}
        await record(tx, actor, "company.restored", company, before=before, after=after)


async def find_claimant(
    tx: Tx, actor: Actor, company: UUID, facts: Facts, /
) -> Conflict:
    """Return the conflict with the company that has a number of another one."""
    (found,) = await tx.rows(
        SQL.find_claimant,
        company=company,
        user=actor.user,
        country=facts.country,
        organisation_number_claim=facts.organisation_number_claim,
        tax_id_vat_number_claim=facts.tax_id_vat_number_claim,
    )
    return claim_taken(found["other"])


async def render_next(tx: Tx, /) -> int | None:
    """Render the next companies that wait for it, of any app; None: none do.

    They show a label that was changed, and that too many companies show to render them
    with the change (docs/decisions/0016).
    """
    (row,) = await tx.rows(SQL.render_next_of_every_app, most=RENDERED_AT_ONCE)
    companies: int | None = row["companies"]
    return companies
