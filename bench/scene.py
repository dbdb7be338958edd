"""The scene: both services' databases, seeded once and copied fresh for each run."""

import asyncio
import hashlib

import msgspec
from rich.progress import Progress

from bench import seed
from bench.plan import ROOT, Plan
from bench.seed import DAY_SECONDS, Cast
from bench.server import Server
from bench.yardstick import seed as yardstick_seed
from koncern.base import Settings
from koncern.db import Database
from koncern.sessions import open_session

OURS, YARDSTICK = "ours", "yardstick"
DATABASES = (OURS, YARDSTICK)
SOURCES = (
    "bench/ids.py",
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


def prepare(server: Server, plan: Plan, progress: Progress) -> Cast:
    """Make both databases as they were seeded, seeding them first if need be."""
    kept = plan.data / "seeded.json"
    fingerprint = _fingerprint(plan)
    known = kept.exists() and msgspec.json.decode(kept.read_bytes(), type=Seeded)
    if not known or known.fingerprint != fingerprint:
        kept.unlink(missing_ok=True)
        known = Seeded(fingerprint, _seed(server, plan, progress))
        kept.write_bytes(msgspec.json.encode(known))
    task = progress.add_task("copying the seeded databases", total=len(DATABASES))
    for name in DATABASES:
        server.copy(f"{name}_seeded", name)
        progress.advance(task)
    progress.remove_task(task)
    return known.cast


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


def _seed(server: Server, plan: Plan, progress: Progress) -> Cast:
    for name in DATABASES:
        server.run(
            "postgres",
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"DROP DATABASE IF EXISTS {name}_seeded WITH (FORCE)",
            f"CREATE DATABASE {name}_seeded",
        )
    cast = asyncio.run(seed.seed(server, f"{OURS}_seeded", plan, progress))
    asyncio.run(
        yardstick_seed.seed(server, f"{YARDSTICK}_seeded", plan, cast, progress)
    )
    return cast


def _fingerprint(plan: Plan) -> str:
    sources = [path for name in SOURCES for path in sorted(ROOT.glob(name))]
    digest = hashlib.sha256(f"{plan.companies} {plan.names}".encode())
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()
