"""The limit: pgbench does the same work in PostgreSQL, with no HTTP and no Python."""

import asyncio
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from msgspec import convert

from bench import cores, ids, sample
from bench.cast import SAMPLE_NUMBER, Cast
from bench.plan import COMPANIES_PER_ORGANIZATION, Plan
from bench.recorder import Recorder, Script, written
from bench.server import Server
from bench.traffic import PAGE
from koncern import companies, registrations
from koncern.base import Actor, ActorKind, PageAsked, Scope, Settings
from koncern.base.pages import write_cursor
from koncern.billing import organizations
from koncern.db import PROGRAMS
from koncern.registrations import Registration

# The settings under which the service's own connections work.
OPTIONS = (
    "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off "
    "-c random_page_cost=1.1 -c jit=off"
)
# As many as one worker of ours opens. With 32, PostgreSQL on one core does a tenth to
# a third less: that would be no limit.
CONNECTIONS = Settings().connections
CLIENT_NUMBERS = 1_000_000
WARM_UP_SECONDS = 2  # connections are new each time, their plans and caches too
SAMPLE_TEXT = sample.company(SAMPLE_NUMBER - 1)

COMPANY = ids.company_id(1)
ORGANIZATION = ids.organization_id(1)
A_COMPANY = f"('{ids.COMPANY_PREFIX}' || :company::text)::uuid"
AN_ORGANIZATION = f"('{ids.ORGANIZATION_PREFIX}' || :organization::text)::uuid"
A_NEW_COMPANY = f"('{ids.NEW_COMPANY_PREFIX}' || :number::text)::uuid"


class LimitFailed(Exception):  # noqa: N818 - says what is the case
    """A statement failed in pgbench: the figures would say nothing."""


class Bound(NamedTuple):
    """What PostgreSQL does in a second, and the CPU time that each takes."""

    tps: float
    postgres_seconds: float


@dataclass
class Limit:
    """The scripts of all routes, and how often they run in a second."""

    server: Server
    database: str
    folder: Path
    scripts: dict[str, Script]
    turn: int = 1000

    def run(self, route: str, seconds: int) -> Bound:
        """Run a route's script over CONNECTIONS connections, and count when warm."""
        self.turn += CONNECTIONS
        script = self.scripts[route]
        path = self.folder / f"{route}.pgbench.sql"
        path.write_text(script.text, encoding="utf-8")
        first = {"turn": "0", "lane": str(self.turn)}
        options = [f"-D{n}={value}" for n, value in (script.variables | first).items()]
        command = [str(PROGRAMS / "pgbench"), "-n", "-Mprepared", "-j1", "-P1"]
        command += [f"-T{WARM_UP_SECONDS + seconds}", f"-c{CONNECTIONS}", f"-f{path}"]
        with (
            cores.starting_on(cores.WORKER),
            subprocess.Popen(
                [*command, *options, self.server.url(self.database)],
                env=os.environ | {"PGOPTIONS": OPTIONS},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            ) as process,
        ):
            return self._watch(process)

    def _watch(self, process: "subprocess.Popen[str]") -> Bound:
        """Follow what pgbench tells each second; the first ones only warm it up."""
        assert process.stderr is not None
        assert process.stdout is not None
        told, rates, spent = "", list[float](), [self.server.cpu_seconds()]
        for line in process.stderr:
            told += line
            if rate := re.match(r"progress: [\d.]+ s, ([\d.]+) tps", line):
                rates.append(float(rate[1]))
                spent.append(self.server.cpu_seconds())
        told += process.stdout.read()
        failed = re.search(r"failed transactions: (\d+)", told)
        if process.wait() or failed is None or failed[1] != "0":
            raise LimitFailed(told)
        counted = rates[WARM_UP_SECONDS:]
        return Bound(
            tps=sum(counted) / len(counted),
            postgres_seconds=(spent[len(rates)] - spent[WARM_UP_SECONDS])
            / sum(counted),
        )


def prepare(server: Server, database: str, plan: Plan, cast: Cast) -> Limit:
    """Record what our verbs ask of PostgreSQL, and write the scripts."""
    scripts = {
        "read": _read(plan, cast),
        "list": asyncio.run(_list(server, database, plan, cast)),
        "add_member": asyncio.run(_add_member(server, database, plan, cast)),
        "register": asyncio.run(_register(server, database, cast)),
    }
    return Limit(server, database, plan.data, scripts)


def _read(plan: Plan, cast: Cast) -> Script:
    """One column of one row: what a read could cost at best."""
    return Script(
        f"\\set company random({ids.FIRST}, {ids.FIRST + plan.companies - 1})\n"
        f"SELECT document FROM company WHERE app_id = :app AND id = {A_COMPANY};\n",
        {"app": str(cast.app)},
    )


async def _list(server: Server, database: str, plan: Plan, cast: Cast) -> Script:
    asked = PageAsked(limit=PAGE, after=write_cursor(COMPANY))
    last = ids.FIRST + plan.companies - PAGE - 2
    async with server.connected(database) as connection:
        tx = Recorder(connection, cast.app)
        await companies.page(tx, machine(cast), asked)
    draw = [f"\\set company random({ids.FIRST}, {last})"]
    return written(tx.steps, draw, {str(COMPANY): A_COMPANY})


async def _add_member(server: Server, database: str, plan: Plan, cast: Cast) -> Script:
    async with server.connected(database) as connection:
        tx = Recorder(connection, cast.app)
        await organizations.put_members(
            tx, machine(cast), ORGANIZATION, [COMPANY], replace=False
        )
    each, last = COMPANIES_PER_ORGANIZATION, plan.organizations - 1
    draw = [
        f"\\set organization {ids.FIRST} + random(0, {last})",
        f"\\set company {ids.FIRST} + random(0, {last}) * {each} + random(1, {each - 1})",
    ]
    changing = {str(COMPANY): A_COMPANY, str(ORGANIZATION): AN_ORGANIZATION}
    return written(tx.steps, draw, changing)


async def _register(server: Server, database: str, cast: Cast) -> Script:
    person = Actor(app=cast.app, kind=ActorKind.USER, id=str(cast.user))
    new = convert(SAMPLE_TEXT, Registration)
    async with server.connected(database) as connection:
        transaction = connection.transaction()
        await transaction.start()
        tx = Recorder(connection, cast.app)
        made = await registrations.register(tx, person, new)
        await transaction.rollback()
    draw = [
        "\\set turn :turn + 1",
        f"\\set number {ids.FIRST} + (:lane + :client_id) * {CLIENT_NUMBERS} + :turn",
    ]
    changing = {
        str(made.id): A_NEW_COMPANY,
        SAMPLE_TEXT["organisation_number"]: ":number::text",
        SAMPLE_TEXT["tax_id_vat_number"]: "('SE' || :number::text)",
        SAMPLE_TEXT["external_ref"]: "('ERP-' || :number::text)",
    }
    return written(tx.steps, draw, changing)


def machine(cast: Cast) -> Actor:
    """Return the cast's credential, as a verb is told who acts."""
    return Actor(
        app=cast.app,
        kind=ActorKind.CREDENTIAL,
        id=cast.client_id,
        scopes=frozenset({Scope.READ, Scope.WRITE}),
    )
