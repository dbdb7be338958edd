"""A run: warm up, then round after round, ours, limit and yardstick in turn."""

import http.client
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from rich.progress import Progress

from bench import before, latency, limit, load, scene, sizes, trees, workers
from bench.before import Cost
from bench.calls import ask
from bench.figures import Figures
from bench.latency import Answers
from bench.limit import WARM_UP_SECONDS, Limit
from bench.load import Load, LoadFailed
from bench.plan import GOALS, Part, Plan
from bench.scene import Stage
from bench.server import Server, place
from bench.sizes import Ratio
from bench.traffic import Traffic
from bench.trees import Trees
from bench.workers import Memory, Worker
from bench.yardstick import seed as yardstick_seed
from bench.yardstick.tokens import access_token

MICROSECONDS = 1_000_000


@dataclass
class Side:
    """A running service and the traffic that it gets."""

    name: str
    worker: Worker
    traffic: Traffic
    server: Server
    folder: Path
    bytes_of: dict[str, int] = field(default_factory=dict)

    def check(self, route: str) -> None:
        """Send one request and look at the answer, before many are only counted."""
        (request,) = [*self.traffic.requests(route, 1)][:1]
        status, body = ask(self.worker.port, request)
        if status != http.client.OK:
            raise LoadFailed(f"{self.name}, {route}: {status} {body.decode()}")
        self.bytes_of[route] = len(body)

    def send(self, route: str, seconds: int) -> Load:
        """Send a route's requests for so many seconds."""
        path = self.folder / f"{self.name}.{route}.requests"
        load.write(path, self.traffic.requests(route, seconds))
        return load.run(self.worker.port, path, seconds)

    def measure(self, route: str, seconds: int) -> dict[str, float]:
        """Count a route's requests and their cost when warm, as the limit does."""
        self.server.settle()
        self.send(route, WARM_UP_SECONDS)
        worker, postgres = self.worker.cpu_seconds(), self.server.cpu_seconds()
        done = self.send(route, seconds)
        python_us = (self.worker.cpu_seconds() - worker) / done.requests
        postgres_us = (self.server.cpu_seconds() - postgres) / done.requests
        told = {
            f"{self.name}_rps": done.rps,
            f"{self.name}_python_us": python_us * MICROSECONDS,
            f"{self.name}_postgres_us": postgres_us * MICROSECONDS,
            f"{self.name}_bytes": self.bytes_of[route],
        }
        own = "" if self.name == scene.OURS else f"{self.name}_"
        return told | {f"{own}p50_ms": done.p50_ms, f"{own}p99_ms": done.p99_ms}


@dataclass
class Results:
    """What was measured, part by part; what was not asked for is not there."""

    routes: tuple[Figures, Memory] | None = None
    search: dict[str, Answers] | None = None
    filter: dict[str, Answers] | None = None
    sizes: dict[str, Ratio] | None = None
    trees: Trees | None = None
    before: dict[str, Cost] | None = None


def measure_all(server: Server, plan: Plan, progress: Progress) -> Results:
    """Measure every part that is asked for; what changes companies comes last."""
    stage = Stage(server, plan, progress)
    stage.prepare()
    results = Results()
    if Part.SEARCH in plan.parts:
        results.search = latency.measure(stage, Part.SEARCH)
    if Part.FILTER in plan.parts:
        results.filter = latency.measure(stage, Part.FILTER)
    if Part.SIZES in plan.parts:
        results.sizes = sizes.measure(stage)
    if Part.TREES in plan.parts:
        results.trees = trees.measure(stage)
    if Part.ROUTES in plan.parts:
        results.routes = _measure_routes(stage)
    if Part.BEFORE in plan.parts:
        results.before = before.measure(stage)
    return results


def _measure_routes(stage: Stage) -> tuple[Figures, Memory]:
    server, plan, cast = stage.server, stage.plan, stage.casts[scene.OURS]
    bounds = limit.prepare(server, scene.OURS, plan, cast)
    secret = secrets.token_hex(32)
    theirs = yardstick_seed.alchemy_url(server.url(scene.YARDSTICK))
    with (
        workers.koncern(server.url(scene.OURS), plan.data) as ours,
        workers.yardstick(theirs, secret, plan.data) as typical,
    ):
        place(server)
        first, second = (
            Side(name, worker, Traffic(plan, cast, token), server, plan.data)
            for name, worker, token in (
                (scene.OURS, ours, scene.sign_in(server, cast)),
                (scene.YARDSTICK, typical, access_token(cast.user, secret)),
            )
        )
        _warm_up([first, second], stage.progress)
        return _rounds(plan, first, second, bounds, stage.progress)


def _warm_up(sides: list[Side], progress: Progress) -> None:
    task = progress.add_task("warming up", total=len(sides) * len(GOALS))
    for side in sides:
        for route in GOALS:
            side.check(route)
            side.send(route, WARM_UP_SECONDS)
            progress.advance(task)
    progress.remove_task(task)


def _rounds(
    plan: Plan, ours: Side, yardstick: Side, bounds: Limit, progress: Progress
) -> tuple[Figures, Memory]:
    figures, memory = Figures(), ours.worker.memory()
    task = progress.add_task("measuring", total=plan.rounds * len(GOALS) * 3)
    for number in range(1, plan.rounds + 1):
        for route in GOALS:
            progress.update(task, description=f"round {number}: {route}")
            measured = ours.measure(route, plan.seconds)
            memory = max(memory, ours.worker.memory())
            progress.advance(task)
            measured |= _measure_limit(ours.server, bounds, route, plan.seconds)
            progress.advance(task)
            measured |= yardstick.measure(route, plan.seconds)
            progress.advance(task)
            figures.keep(route, measured)
            progress.console.print(
                f"round {number}, {route}: ours {measured['ours_rps']:,.0f}, "
                f"limit {measured['limit_rps']:,.0f}, "
                f"yardstick {measured['yardstick_rps']:,.0f} requests/s"
            )
    progress.remove_task(task)
    return figures, memory


def _measure_limit(
    server: Server, bounds: Limit, route: str, seconds: int
) -> dict[str, float]:
    server.settle()
    bound = bounds.run(route, seconds)
    return {
        "limit_rps": bound.tps,
        "limit_postgres_us": bound.postgres_seconds * MICROSECONDS,
    }
