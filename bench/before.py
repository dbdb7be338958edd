"""Before: what an ordinary request takes now and at an older revision, in turns.

Both serve the same companies: these are seeded by the older revision, and its database is
copied and migrated for this one. The older service runs from a checkout of its own, on the
packages that are installed here. CPU time hardly depends on how busy the machine is, so the
ratio of both tells what a change costs.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tarfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from itertools import product
from pathlib import Path
from statistics import median

import msgspec

from bench import load, workers
from bench.calls import ask
from bench.cast import Cast
from bench.load import LoadFailed
from bench.plan import GOALS, ROOT
from bench.scene import Stage
from bench.server import place
from bench.traffic import Traffic
from bench.workers import Worker
from koncern.db import SchemaTooOld, migrate

LAST_BEFORE_BASELINE = "d9e89f0"
"""The revision that brings a database of any older one to where it can be adopted."""

RATIO_MAX = 1.05
MICROSECONDS = 1_000_000
OLD, NEW = "before_old", "before_new"

SEED = """
import asyncio, sys
import msgspec
from rich.progress import Progress
from bench import seed
from bench.plan import Plan
from bench.server import Server

server, plan = Server(sys.argv[1], int(sys.argv[2])), Plan.from_environment()
with Progress(disable=True) as progress:
    cast = asyncio.run(seed.seed(server, sys.argv[3], plan, progress))
open(sys.argv[4], "wb").write(msgspec.json.encode(cast))
"""
"""Run in the older checkout, by its own code."""

MIGRATE = """
import asyncio, sys
from koncern.db import migrate
asyncio.run(migrate(sys.argv[1]))
"""
"""Run in the checkout of the last revision before the baseline."""


@dataclass
class Cost:
    """The CPU time of one request of a route, in microseconds, round by round."""

    microseconds: dict[str, list[float]] = field(
        default_factory=lambda: {OLD: [], NEW: []}
    )

    @property
    def old(self) -> float:
        """What it took before."""
        return median(self.microseconds[OLD])

    @property
    def new(self) -> float:
        """What it takes now."""
        return median(self.microseconds[NEW])

    @property
    def ratio(self) -> float:
        """The time now, as a multiple of the time before."""
        return self.new / self.old


def measure(stage: Stage) -> dict[str, Cost]:
    """Send the same requests to both, in turns."""
    revision, folder = stage.plan.before, stage.plan.data / "before"
    _check_out(revision, folder)
    cast = _seeded(stage, folder)
    _migrate(stage.server.url(NEW), stage.plan.data / "before_baseline")
    # Both are as a server has them that has run for a while.
    stage.server.run(NEW, "VACUUM (FREEZE, ANALYZE)")
    costs = {route: Cost() for route in GOALS}
    with ExitStack() as stack:
        sources = {OLD: folder, NEW: ROOT}
        running: dict[str, Worker] = {
            name: stack.enter_context(
                workers.koncern(
                    stage.server.url(name),
                    stage.plan.data / name,
                    source=source / "src",
                )
            )
            for name, source in sources.items()
        }
        place(stage.server)
        traffic = Traffic(stage.plan, cast, cast.access_token)
        task = stage.progress.add_task("before", total=stage.plan.rounds * len(GOALS))
        for number, route in product(range(stage.plan.rounds), costs):
            stage.progress.update(task, description=f"now and before: {route}")
            # The second one finds a warmer machine, so the order changes each round.
            for name in (OLD, NEW) if number % 2 else (NEW, OLD):
                took = _took(stage, running[name], traffic, route)
                costs[route].microseconds[name].append(took)
            stage.progress.advance(task)
        stage.progress.remove_task(task)
    return costs


def _took(stage: Stage, worker: Worker, traffic: Traffic, route: str) -> float:
    """Return the CPU time of one request in microseconds: Python's and PostgreSQL's."""
    server, seconds = stage.server, stage.plan.seconds
    path = stage.plan.data / "before.requests"
    first = next(traffic.requests(route, 1))
    status, body = ask(worker.port, first)
    if status not in {200, 201}:
        raise LoadFailed(f"{route}: {status} {body.decode()}")
    for length in (1, seconds):
        load.write(path, traffic.requests(route, length))
        server.settle()
        before = worker.cpu_seconds() + server.cpu_seconds()
        done = load.run(worker.port, path, length)
        took = worker.cpu_seconds() + server.cpu_seconds() - before
    return took / done.requests * MICROSECONDS


def _migrate(url: str, folder: Path) -> None:
    """Bring the copy to the schema of this revision, however old it is."""
    try:
        asyncio.run(migrate(url))
    except SchemaTooOld:
        _check_out(LAST_BEFORE_BASELINE, folder)
        _run_there(folder, MIGRATE, url)
        asyncio.run(migrate(url))


def _check_out(revision: str, folder: Path) -> None:
    """Put the files of a revision into a folder, and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    packed = subprocess.run(
        ["git", "archive", revision], cwd=ROOT, check=True, capture_output=True
    )
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as files:
        files.extractall(folder, filter="data")


def _seeded(stage: Stage, folder: Path) -> Cast:
    """Have the older revision fill a database; return who takes part in it."""
    server, told = stage.server, stage.plan.data / "before.cast.json"
    task = stage.progress.add_task(f"seeding with {stage.plan.before}", total=None)
    names = (f"{OLD}_seeded", OLD, NEW)
    for name in names:
        server.run("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    server.run("postgres", f"CREATE DATABASE {names[0]}")
    about = [server.url("postgres"), str(server.postmaster), names[0], str(told)]
    _run_there(folder, SEED, *about)
    for name in (OLD, NEW):
        server.copy(names[0], name)
    stage.progress.remove_task(task)
    return msgspec.json.decode(told.read_bytes(), type=Cast)


def _run_there(folder: Path, code: str, *about: str) -> None:
    """Run code with the packages of another checkout."""
    subprocess.run(
        [sys.executable, "-c", code, *about],
        cwd=folder,
        env=os.environ
        | {"PYTHONPATH": f"{folder / 'src'}{os.pathsep}{folder}", "BENCH_ONLY": ""},
        check=True,
    )
