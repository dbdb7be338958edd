"""The scene: the databases of a run, seeded once and copied fresh for each."""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

import msgspec
from rich.progress import Progress

from bench import seed
from bench.cast import DAY_SECONDS, Cast
from bench.plan import ROOT, SMALL, Part, Plan
from bench.server import Server
from bench.yardstick import seed as yardstick_seed
from koncern.base import Settings
from koncern.db import Database
from koncern.people.sessions import open_session

OURS, OURS_SMALL, YARDSTICK = "ours", "ours_small", "yardstick"
NEEDS = {
    Part.SEARCH: (OURS,),
    Part.FILTER: (OURS,),
    Part.SIZES: (OURS, OURS_SMALL),
    Part.TREES: (OURS, OURS_SMALL),
    Part.ROUTES: (OURS, YARDSTICK),
    Part.BEFORE: (),
}
"""Which databases each part of a run needs."""

SOURCES = (
    "bench/cast.py",
    "bench/forest.py",
    "bench/ids.py",
    "bench/loading.py",
    "bench/names.py",
    "bench/sample.py",
    "bench/seed.py",
    "bench/variety.py",
    "bench/words.txt",
    "bench/yardstick/models.py",
    "bench/yardstick/seed.py",
    "src/koncern/access/*.*",
    "src/koncern/companies/*.*",
    "src/koncern/db/steps/*.sql",
)
"""What a seed depends on: when one of these changes, it is made anew."""


class Seeded(msgspec.Struct, frozen=True):
    """What was seeded, and of what sources."""

    fingerprint: str
    cast: Cast


class Stage:
    """The databases that a run needs, and who takes part in each."""

    def __init__(self, server: Server, plan: Plan, progress: Progress) -> None:
        self.server = server
        self.plan = plan
        self.progress = progress
        self.casts: dict[str, Cast] = {}

    def prepare(self) -> None:
        """Make the databases as they were seeded, seeding them first if need be."""
        needed = {name for part in self.plan.parts for name in NEEDS[part]}
        for name in (OURS, OURS_SMALL, YARDSTICK):
            if name in needed:
                self.casts[name] = self._seeded(name)
        task = self.progress.add_task("copying databases", total=len(needed))
        for name in sorted(needed):
            self.server.copy(f"{name}_seeded", name)
            self.progress.advance(task)
        self.progress.remove_task(task)

    def plan_of(self, name: str) -> Plan:
        """Return the plan with as many companies as a database has."""
        if name == OURS_SMALL:
            return replace(self.plan, companies=min(SMALL, self.plan.companies))
        return self.plan

    def _seeded(self, name: str) -> Cast:
        """Return the cast of a database that was seeded, now or in an earlier run."""
        kept = self.plan.data / f"{name}.seeded.json"
        plan = self.plan_of(name)
        fingerprint = _fingerprint(plan, self.casts.get(OURS))
        if name != YARDSTICK:
            fingerprint = _fingerprint(plan, None)
        if (known := _read(kept)) and known.fingerprint == fingerprint:
            return known.cast
        kept.unlink(missing_ok=True)
        cast = self._seed(name, plan)
        kept.write_bytes(msgspec.json.encode(Seeded(fingerprint, cast)))
        return cast

    def _seed(self, name: str, plan: Plan) -> Cast:
        self.server.run(
            "postgres",
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"DROP DATABASE IF EXISTS {name}_seeded WITH (FORCE)",
            f"CREATE DATABASE {name}_seeded",
        )
        database = f"{name}_seeded"
        if name != YARDSTICK:
            return asyncio.run(seed.seed(self.server, database, plan, self.progress))
        cast = self.casts[OURS]
        asyncio.run(
            yardstick_seed.seed(self.server, database, plan, cast, self.progress)
        )
        return cast


def sign_in(server: Server, cast: Cast) -> str:
    """Return an access token of our user that is good for the whole run."""
    settings = Settings(connections=1, access_token_seconds=DAY_SECONDS)

    async def open_one() -> str:
        database = Database(server.url(OURS), settings)
        try:
            async with database.transaction(cast.app, "bench") as tx:
                tokens, _ = await open_session(tx, settings, cast.user)
                return tokens.access_token
        finally:
            await database.close()

    return asyncio.run(open_one())


def _read(kept: Path) -> Seeded | None:
    if not kept.exists():
        return None
    return msgspec.json.decode(kept.read_bytes(), type=Seeded)


def _fingerprint(plan: Plan, like: Cast | None) -> str:
    sources = [path for name in SOURCES for path in sorted(ROOT.glob(name))]
    whose = like.app if like else ""
    digest = hashlib.sha256(f"{plan.companies} {plan.names} {whose}".encode())
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()
