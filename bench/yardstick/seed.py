"""The yardstick's companies: the same ones, in its own tables."""

import hashlib
import json

from rich.progress import Progress
from sqlalchemy.ext.asyncio import create_async_engine

from bench import ids, sample
from bench.cast import Cast
from bench.plan import COMPANIES_PER_ORGANIZATION, MEMBERS, Plan
from bench.server import Server
from bench.yardstick.models import Base
from koncern.db import Connection

ADDRESS = (
    "company_name",
    "co_address",
    "house_number",
    "postal_code",
    "city",
    "state_province",
    "country",
    "phone",
)


async def seed(
    server: Server, database: str, plan: Plan, cast: Cast, progress: Progress
) -> None:
    """Fill a database with the same app, companies and organizations."""
    task = progress.add_task("seeding the yardstick", total=6)
    engine = create_async_engine(alchemy_url(server.url(database)))
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()
    async with server.connected(database) as plain:
        for step in (_people, _companies, _addresses, _labels, _organizations):
            await step(plain, plan, cast)
            progress.advance(task)
        await plain.execute("VACUUM (FREEZE, ANALYZE)")
    progress.remove_task(task)


def alchemy_url(url: str) -> str:
    """Return a URL as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)


async def _people(connection: Connection, _plan: Plan, cast: Cast) -> None:
    await connection.execute(
        "INSERT INTO credentials (client_id, app_id, secret_hash, scopes) "
        'VALUES ($1, $2, $3, \'["read", "write"]\')',
        cast.client_id,
        cast.app,
        hashlib.sha256(cast.client_secret.encode()).hexdigest(),
    )
    await connection.execute(
        "INSERT INTO users (id, app_id, email, is_active) "
        "VALUES ($1, $2, 'bench@example.com', true)",
        cast.user,
        cast.app,
    )


async def _companies(connection: Connection, plan: Plan, cast: Cast) -> None:
    """Copy what the sample says of a company, its numbers and names apart."""
    own = ("name", "organisation_number", "tax_id_vat_number", "external_ref")
    said = {
        name: value
        for name, value in sample.company(0).items()
        if isinstance(value, str) and name not in own
    }
    constants = ", ".join(f"'{value}'" for value in said.values())
    await connection.execute(
        f"INSERT INTO companies (id, app_id, name, organisation_number, "
        f"tax_id_vat_number, external_ref, {', '.join(said)}, "
        f"tax_status, credit_check, attributes, custom_fields) "
        f"SELECT {_company('n')}, '{cast.app}', 'Acme Nordic ' || n || ' AB', "
        f"2000000000 + n, 'SE' || 2000000000 + n || '01', 'ERP-' || 200000000 + n, "
        f"{constants}, 'TAXED', false, '[]', c.custom_fields "
        f"FROM generate_series(0, {plan.companies - 1}) AS n, "
        f"(SELECT custom_fields::jsonb FROM (VALUES ({_custom_fields()})) "
        f"AS v (custom_fields)) AS c"
    )


async def _addresses(connection: Connection, plan: Plan, _cast: Cast) -> None:
    constants = ", ".join(f"'{sample.ADDRESS[name]}'" for name in ADDRESS)
    await connection.execute(
        f"INSERT INTO addresses (id, company_id, kind, name, street_address, "
        f"shipping_type, is_default, {', '.join(ADDRESS)}) "
        f"SELECT gen_random_uuid(), {_company('n')}, a.kind, a.name, a.street, "
        f"a.shipping_type, true, {constants} "
        f"FROM generate_series(0, {plan.companies - 1}) AS n, (VALUES "
        f"('billing', 'Invoices', 'Storgatan', NULL), "
        f"('shipping', 'Warehouse, gate 3', 'Hamnvägen', 'pallet')"
        f") AS a (kind, name, street, shipping_type)"
    )


async def _labels(connection: Connection, plan: Plan, cast: Cast) -> None:
    for table, links, link, key, names in (
        ("tags", "company_tags", "tag_id", "key", sample.TAGS),
        (
            "customer_groups",
            "company_customer_groups",
            "customer_group_id",
            "slug",
            sample.CUSTOMER_GROUPS,
        ),
    ):
        await connection.executemany(
            f"INSERT INTO {table} (id, app_id, {key}, name) "
            "VALUES (gen_random_uuid(), $1, $2, $3)",
            [(cast.app, name, name.capitalize()) for name in names],
        )
        await connection.execute(
            f"INSERT INTO {links} (company_id, {link}) SELECT {_company('n')}, t.id "
            f"FROM generate_series(0, {plan.companies - 1}) AS n, {table} AS t"
        )


async def _organizations(connection: Connection, plan: Plan, cast: Cast) -> None:
    new = f"('{ids.ORGANIZATION_PREFIX}' || {ids.FIRST} + n)::uuid"
    each = COMPANIES_PER_ORGANIZATION
    member = f"((n + m) * {each} + 1) % {plan.organizations * each}"
    last = plan.organizations - 1
    await connection.execute(
        f"INSERT INTO organizations (id, app_id, owner_id) "
        f"SELECT {new}, '{cast.app}', {_company(f'n * {each}')} "
        f"FROM generate_series(0, {last}) AS n"
    )
    await connection.execute(
        f"INSERT INTO organization_members (organization_id, company_id) "
        f"SELECT {new}, {_company(member)} FROM generate_series(0, {last}) AS n, "
        f"generate_series(1, {MEMBERS}) AS m ORDER BY n, m"
    )


def _company(place: str) -> str:
    return f"('{ids.COMPANY_PREFIX}' || {ids.FIRST} + {place})::uuid"


def _custom_fields() -> str:
    return f"'{json.dumps(sample.company(0)['custom_fields'])}'"
