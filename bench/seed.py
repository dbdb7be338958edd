"""Our companies: one is registered by the real verb, and then copied by the set.

So every document comes out of the real trigger, and a column that is added to a
table one day is filled here as it is by the service.
"""

import asyncio
import time
from collections.abc import Callable, Mapping

from rich.progress import Progress

from bench import forest, ids, names, variety
from bench.cast import Cast, set_the_scene
from bench.forest import Forest
from bench.loading import Off
from bench.plan import COMPANIES_PER_ORGANIZATION, MEMBERS, Plan
from bench.server import Server
from koncern.db import Connection, migrate

CHUNK = 2000
LANES = 2


async def seed(server: Server, database: str, plan: Plan, progress: Progress) -> Cast:
    """Fill a database with the app, its companies, their trees and organizations."""
    begun = time.perf_counter()
    url = server.url(database)
    await migrate(url)
    cast = await set_the_scene(url)
    task = progress.add_task(f"seeding {database}", total=plan.companies)

    def told(what: str) -> None:
        progress.update(task, description=f"{database}: {what}")

    async def fill(lane: int) -> None:
        async with server.connected(database) as own:
            copy = Copy(own, cast, plan)
            for count in range(lane * CHUNK, plan.companies, LANES * CHUNK):
                end = min(count + CHUNK, plan.companies)
                await copy.companies(count, end)
                progress.update(task, advance=end - count)

    async with server.connected(database) as connection:
        off = Off(connection)
        await off.turn_off()
        told("copying companies")
        await asyncio.gather(*map(fill, range(LANES)))
        await _finish(connection, off, Copy(connection, cast, plan), told)
    progress.remove_task(task)
    seconds = time.perf_counter() - begun
    progress.console.print(
        f"seeded {database}: {plan.companies:,} companies in {seconds:,.0f} s"
    )
    return cast


async def _finish(
    connection: Connection, off: Off, copy: "Copy", told: Callable[[str], None]
) -> None:
    """Do what is quicker done at the end, for all companies at once."""
    await connection.execute("TRUNCATE search_due")  # all can be found already
    told("growing trees")
    await connection.execute("SET work_mem = '256MB'")
    await forest.grow(connection)
    async for left in off.turn_on():
        told(f"{left} indexes and references to make")
    told("seeding organizations")
    await copy.organizations()
    told("vacuuming")
    await connection.execute("VACUUM (FREEZE, ANALYZE)")


class Copy:
    """Copies of what the cast registered, made over one connection."""

    def __init__(self, connection: Connection, cast: Cast, plan: Plan) -> None:
        self._connection = connection
        self._cast = cast
        self._plan = plan
        self._forest = Forest(plan.companies)

    async def companies(self, first: int, end: int) -> None:
        """Copy the sample, labels before companies: they are rendered with them."""
        new = f"('{ids.COMPANY_PREFIX}' || {ids.FIRST} + n)::uuid"
        span = f"generate_series({first}, {end - 1}) AS n"
        of_sample = f"app_id = '{self._cast.app}' AND company = '{self._cast.company}'"
        async with self._connection.transaction():
            await self._connection.execute("SET LOCAL synchronous_commit = off")
            for table in ("company_tag", "company_customer_group"):
                await self._copy(table, of_sample, span, {"company": new})
            for labels in variety.labels(self._cast.app, new, span):
                await self._connection.execute(labels)
            number = "'ERP-' || 200000000 + n"
            own = {"id": "uuidv7()", "company": new, "value": number}
            await self._copy("alias", of_sample, span, own)
            await self._copy(
                "company",
                f"app_id = '{self._cast.app}' AND id = '{self._cast.company}'",
                span,
                self._own_columns(new),
            )
            await self._connection.execute(
                f"SELECT search_put('{self._cast.app}', ARRAY(SELECT {new} FROM {span}))"
            )

    def _own_columns(self, new: str) -> dict[str, str]:
        numbers = {
            column: f"'{before}' || 2000000000 + n || '{after}'"
            for column, before, after in (
                ("organisation_number", "", ""),
                ("organisation_number_claim", "", ""),
                ("tax_id_vat_number", "SE", "01"),
                ("tax_id_vat_number_claim", "SE", "01"),
            )
        }
        own = {"id": new, "name": names.drawn(self._plan.names)}
        own["parent"] = self._forest.parent()
        own["document"] = "NULL"  # so that it is rendered, and not the sample's
        return own | numbers | variety.columns(str(self._cast.company), new)

    async def organizations(self) -> None:
        """Copy the sample's organization, and give each copy its members."""
        new = f"('{ids.ORGANIZATION_PREFIX}' || {ids.FIRST} + n)::uuid"
        each, all_of_them = COMPANIES_PER_ORGANIZATION, self._plan.organizations
        await self._copy(
            "customer_organization",
            f"app_id = '{self._cast.app}' AND id = '{self._cast.organization}'",
            f"generate_series(0, {all_of_them - 1}) AS n",
            {
                "id": new,
                "owner": f"('{ids.COMPANY_PREFIX}' || {ids.FIRST} + n * {each})::uuid",
            },
        )
        # Never a company that owns one itself: their places are multiples.
        member = f"(n * {each} + m * {each} + 1) % {all_of_them * each}"
        await self._connection.execute(
            f"INSERT INTO customer_organization_member"
            f" (app_id, customer_organization, company, name, added_at)"
            f" SELECT '{self._cast.app}', {new}, c.id, c.name, now()"
            f" FROM generate_series(0, {all_of_them - 1}) AS n"
            f" CROSS JOIN generate_series(1, {MEMBERS}) AS m JOIN company AS c"
            f" ON c.app_id = '{self._cast.app}'"
            f" AND c.id = ('{ids.COMPANY_PREFIX}' || {ids.FIRST} + {member})::uuid"
            f" ORDER BY n, m"
        )
        await self._connection.execute(
            f"UPDATE customer_organization AS o SET member_count = ("
            f" SELECT count(*) FROM customer_organization_member AS m"
            f" WHERE m.app_id = o.app_id AND m.customer_organization = o.id)"
            f" WHERE o.app_id = '{self._cast.app}'"
        )

    async def _copy(
        self, table: str, which: str, span: str, replaced: Mapping[str, str]
    ) -> None:
        """Insert copies of a table's rows for a span of numbers `n`."""
        columns = await self._connection.fetch(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = $1 AND is_identity = 'NO' "
            "AND is_generated = 'NEVER' ORDER BY ordinal_position",
            table,
        )
        own = [row["column_name"] for row in columns]
        values = ", ".join(replaced.get(name, name) for name in own)
        await self._connection.execute(
            f"INSERT INTO {table} ({', '.join(own)}) "
            f"SELECT {values} FROM {table}, {span} WHERE {which}"
        )
