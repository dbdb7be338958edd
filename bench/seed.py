"""Our companies: one is registered by the real verb, and then copied by the set.

So every document comes out of the real trigger, and a column that is added to a
table one day is filled here as it is by the service.
"""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct, convert
from rich.progress import Progress
from uuid_utils.compat import uuid7

from bench import ids, names, sample, variety
from bench.plan import COMPANIES_PER_ORGANIZATION, MEMBERS, Plan
from bench.server import Connection, Server
from koncern import (
    apps,
    customer_groups,
    customer_organizations,
    registrations,
    sessions,
    tags,
    users,
)
from koncern.access import create_credential
from koncern.base import Actor, ActorKind, Scope, Settings, operator
from koncern.customer_groups import NewCustomerGroup
from koncern.db import Database, Tx, migrate
from koncern.registrations import Registration
from koncern.tags import NewTag
from koncern.users import NewUser

CHUNK = 2000
LANES = 2
SAMPLE_NUMBER = 199_999_999
DAY_SECONDS = 86_400


class Cast(Struct, frozen=True, kw_only=True):
    """Who takes part: the app, its credential, its user, and what was registered."""

    app: UUID
    client_id: str
    client_secret: str
    user: UUID
    access_token: str
    company: UUID
    organization: UUID


async def set_the_scene(url: str) -> Cast:
    """Make the app and everything in it that the measured calls refer to."""
    settings = Settings(
        database_url=url, connections=1, access_token_seconds=DAY_SECONDS
    )
    database = Database(url, settings)
    app = uuid7()
    try:
        async with database.transaction(app, "bench") as tx:
            return await _play(tx, settings)
    finally:
        await database.close()


async def _play(tx: Tx, settings: Settings) -> Cast:
    actor = operator(tx.app)
    await apps.create(tx, actor, slug=f"bench-{tx.app}", name="Bench")
    for key in (*sample.TAGS, *variety.TAGS):
        await tags.add(tx, actor, NewTag(key=key, name=key.capitalize()))
    for slug in (*sample.CUSTOMER_GROUPS, *variety.CUSTOMER_GROUPS):
        group = NewCustomerGroup(slug=slug, name=slug.capitalize())
        await customer_groups.add(tx, actor, group)
    credential, secret = await create_credential(
        tx, actor, name="bench", scope=Scope.WRITE
    )
    user = await users.create(tx, actor, NewUser(email="bench@example.com"))
    tokens, _ = await sessions.open_session(tx, settings, user.id)
    new = convert(sample.company(SAMPLE_NUMBER), Registration)
    person = Actor(app=tx.app, kind=ActorKind.USER, id=str(user.id))
    company = await registrations.register(tx, person, new)
    organization = await customer_organizations.create(
        tx, actor, owner=company.id, members=[]
    )
    return Cast(
        app=tx.app,
        client_id=credential.client_id,
        client_secret=secret,
        user=user.id,
        access_token=tokens.access_token,
        company=company.id,
        organization=organization.id,
    )


async def seed(server: Server, database: str, plan: Plan, progress: Progress) -> Cast:
    """Fill a database with the app, its companies and their organizations."""
    url = server.url(database)
    await migrate(url)
    cast = await set_the_scene(url)
    chunks = [
        (first, min(first + CHUNK, plan.companies))
        for first in range(0, plan.companies, CHUNK)
    ]
    task = progress.add_task("seeding ours", total=plan.companies)

    async def fill(lane: int) -> None:
        async with server.connected(database) as connection:
            await connection.execute("SET synchronous_commit = off")
            for first, end in chunks[lane::LANES]:
                async with connection.transaction():
                    await _copy_companies(connection, cast, plan, (first, end))
                progress.update(task, advance=end - first)

    async with server.connected(database) as connection:
        kept = await _drop_indexes(connection)
        await asyncio.gather(*map(fill, range(LANES)))
        progress.update(task, description="indexing ours")
        for index in kept:
            await connection.execute(index)
        await connection.execute("TRUNCATE search_due")
        progress.update(task, description="seeding our organizations")
        await _copy_organizations(connection, cast, plan)
        progress.update(task, description="vacuuming ours")
        await connection.execute("VACUUM (FREEZE, ANALYZE)")
    progress.remove_task(task)
    return cast


async def _drop_indexes(connection: Connection) -> list[str]:
    """Drop the indexes that are quicker made at the end; return what makes them.

    What companies are found by is written chunk by chunk with them: the notes go unread.
    """
    rows = await connection.fetch(
        "SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made"
        "  FROM pg_index JOIN pg_class AS t ON t.oid = indrelid"
        " WHERE t.relname IN ('company', 'company_search') AND NOT indisunique"
        " ORDER BY name"
    )
    for row in rows:
        await connection.execute(f"DROP INDEX {row['name']}")
    await connection.execute("SET maintenance_work_mem = '1GB'")
    return [row["made"] for row in rows]


async def _copy_companies(
    connection: Connection, cast: Cast, plan: Plan, span_of: tuple[int, int]
) -> None:
    """Copy the sample, labels before companies: they are rendered with them."""
    new = f"('{ids.COMPANY_PREFIX}' || {ids.FIRST} + n)::uuid"
    span = f"generate_series({span_of[0]}, {span_of[1] - 1}) AS n"
    of_sample = f"app_id = '{cast.app}' AND company = '{cast.company}'"
    for table in ("company_tag", "company_customer_group"):
        await _copy(connection, table, of_sample, span, {"company": new})
    for labels in variety.labels(cast.app, new, span):
        await connection.execute(labels)
    await _copy(
        connection,
        "alias",
        of_sample,
        span,
        {"id": "uuidv7()", "company": new, "value": "'ERP-' || 200000000 + n"},
    )
    numbers = {
        column: f"'{before}' || 2000000000 + n || '{after}'"
        for column, before, after in (
            ("organisation_number", "", ""),
            ("organisation_number_claim", "", ""),
            ("tax_id_vat_number", "SE", "01"),
            ("tax_id_vat_number_claim", "SE", "01"),
        )
    }
    await _copy(
        connection,
        "company",
        f"app_id = '{cast.app}' AND id = '{cast.company}'",
        span,
        {"id": new, "name": names.drawn(plan.names), "document": "NULL"}
        | numbers
        | variety.columns(str(cast.company), new),
    )
    await connection.execute(
        f"SELECT search_put('{cast.app}', ARRAY(SELECT {new} FROM {span}))"
    )


async def _copy_organizations(connection: Connection, cast: Cast, plan: Plan) -> None:
    """Copy the sample's organization, and give each copy its members."""
    new = f"('{ids.ORGANIZATION_PREFIX}' || {ids.FIRST} + n)::uuid"
    owner = (
        f"('{ids.COMPANY_PREFIX}' || {ids.FIRST} + n * {COMPANIES_PER_ORGANIZATION})"
        "::uuid"
    )
    await _copy(
        connection,
        "customer_organization",
        f"app_id = '{cast.app}' AND id = '{cast.organization}'",
        f"generate_series(0, {plan.organizations - 1}) AS n",
        {"id": new, "owner": owner},
    )
    # Never a company that owns one itself: their places are multiples.
    member = (
        f"(n * {COMPANIES_PER_ORGANIZATION} + m * {COMPANIES_PER_ORGANIZATION} + 1)"
        f" % {plan.organizations * COMPANIES_PER_ORGANIZATION}"
    )
    await connection.execute(
        f"INSERT INTO customer_organization_member"
        f" (app_id, customer_organization, company, name, added_at)"
        f" SELECT '{cast.app}', {new}, c.id, c.name, now()"
        f" FROM generate_series(0, {plan.organizations - 1}) AS n"
        f" CROSS JOIN generate_series(1, {MEMBERS}) AS m JOIN company AS c"
        f" ON c.app_id = '{cast.app}'"
        f" AND c.id = ('{ids.COMPANY_PREFIX}' || {ids.FIRST} + {member})::uuid"
        f" ORDER BY n, m"
    )


async def _copy(
    connection: Connection,
    table: str,
    which: str,
    span: str,
    replaced: Mapping[str, str],
) -> None:
    """Insert copies of a table's rows for a span of numbers `n`."""
    columns = await connection.fetch(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = $1 AND is_identity = 'NO' "
        "AND is_generated = 'NEVER' ORDER BY ordinal_position",
        table,
    )
    names = [row["column_name"] for row in columns]
    values = ", ".join(replaced.get(name, name) for name in names)
    await connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}) "
        f"SELECT {values} FROM {table}, {span} WHERE {which}"
    )
