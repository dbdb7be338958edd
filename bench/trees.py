"""Trees: what stands above and below a company, few companies and many, and moves."""

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bench import ids, moves, scene, sizes
from bench.calls import Calls, ask
from bench.figures import Figure, figure
from bench.forest import BLOCK, Forest
from bench.limit import A_COMPANY, COMPANY, Limit, machine
from bench.load import Load
from bench.moves import Moved
from bench.plan import TREE_READ_OF_LIMIT
from bench.recorder import Recorder, Script, written
from bench.scene import Stage
from bench.sizes import Ratio
from bench.workers import Worker
from koncern.trees import positions
from koncern.trees.positions import DescendantsAsked

READS = ("ancestors", "descendants")
DRAWN = 2000
EARLY = 10
"""Of each thousand, these stand near its top: a page is filled by what is below them."""

STORED = """
CREATE TABLE bench_answer (
    app_id uuid, company uuid, ancestors text, descendants text,
    PRIMARY KEY (app_id, company)
)"""


@dataclass
class Trees:
    """What was measured of trees."""

    ratios: dict[str, Ratio] = field(default_factory=dict)
    limits: dict[str, Figure] = field(default_factory=dict)
    stored: dict[str, Figure] = field(default_factory=dict)
    p99_ms: dict[str, Figure] = field(default_factory=dict)
    moved: Moved | None = None

    def of_limit(self, read: str) -> float:
        """Return which share of the limit a read reaches."""
        return self.ratios[read].full_rps.median / self.limits[read].median

    def of_stored(self, read: str) -> float:
        """Return which share it is of reading the answer as one stored text."""
        return self.ratios[read].full_rps.median / self.stored[read].median

    def as_json(self) -> dict[str, Any]:
        """Return all figures, plain."""
        plain: dict[str, Any] = {}
        for read, ratio in self.ratios.items():
            plain[read] = {
                "ours_rps": round(ratio.full_rps.median),
                "limit_rps": round(self.limits[read].median),
                "stored_text_rps": round(self.stored[read].median),
                "of_limit": round(self.of_limit(read), 3),
                "of_stored_text": round(self.of_stored(read), 3),
                "goal_of_limit": TREE_READ_OF_LIMIT,
                "p50_ms": round(ratio.full_p50_ms.median, 2),
                "p99_ms": round(self.p99_ms[read].median, 2),
                "sizes": ratio.as_json(),
            }
        return plain | (self.moved.as_json() if self.moved else {})


class Places:
    """Draws companies that have something above or below them, by their places."""

    def __init__(self, forest: Forest) -> None:
        self._forest = forest
        self._step = max(1, forest.in_giants // DRAWN)
        self.drawn = {
            "ancestors": min(DRAWN, forest.in_giants),
            "descendants": min(DRAWN, forest.in_blocks // BLOCK * EARLY),
        }

    def number(self, read: str, draw: int) -> int:
        """Return the number of the company that a draw means."""
        place = draw * self._step
        if read == "descendants":
            place = draw // EARLY * BLOCK + draw % EARLY
        return self._forest.number(place)

    def lines(self, read: str) -> list[str]:
        """Return pgbench's lines that draw the same."""
        place = f":draw * {self._step}"
        if read == "descendants":
            place = f":draw / {EARLY} * {BLOCK} + :draw % {EARLY}"
        number = f"({place}) * {self._forest.inverse} % {self._forest.companies}"
        return [
            f"\\set draw random(0, {self.drawn[read] - 1})",
            f"\\set company {ids.FIRST} + {number}",
        ]


def measure(stage: Stage) -> Trees:
    """Read trees at both sizes, beside the limit; then move in the larger one."""
    forests = {name: Forest(stage.plan_of(name).companies) for name in sizes.NAMES}

    def requests(read: str, name: str) -> Iterable[bytes]:
        dice, places = random.Random(5), Places(forests[name])
        draws = [*range(places.drawn[read])]
        dice.shuffle(draws)
        for draw in draws:
            yield _request(stage, name, read, places.number(read, draw))

    with sizes.both(stage) as serving:
        worker, forest = serving[scene.OURS], forests[scene.OURS]
        _store(stage, worker, Places(forest))
        bounds = _limit(stage, Places(forest))
        measured = {
            read: {name: list[Load]() for name in sizes.NAMES} for read in READS
        }
        rates: dict[str, list[float]] = {name: [] for name in bounds.scripts}
        for read, name, told in sizes.in_turn(stage, serving, READS, requests):
            measured[read][name].append(told)
            for script in (read, f"stored_{read}") if name == scene.OURS else ():
                bound = bounds.run(script, stage.plan.seconds_of_latency)
                rates[script].append(bound.tps)
        trees = _summed_up(measured, rates)
        trees.moved = moves.measure(stage, worker, forest)
    return trees


def _summed_up(
    measured: dict[str, dict[str, list[Load]]], rates: dict[str, list[float]]
) -> Trees:
    trees = Trees()
    for read, of_read in measured.items():
        trees.ratios[read] = sizes.compared(*of_read.values())
        trees.limits[read] = figure(rates[read])
        trees.stored[read] = figure(rates[f"stored_{read}"])
        trees.p99_ms[read] = figure(each.p99_ms for each in of_read[scene.OURS])
    return trees


def _request(stage: Stage, name: str, read: str, number: int) -> bytes:
    calls = Calls(stage.casts[name])
    return calls.get(f"{calls.organisations}/{ids.company_id(number)}/{read}")


def _limit(stage: Stage, places: Places) -> Limit:
    """Write scripts of what our own verbs ask, and of reading an answer that is stored."""
    cast = stage.casts[scene.OURS]

    async def recorded(read: str) -> Script:
        async with stage.server.connected(scene.OURS) as connection:
            tx = Recorder(connection, cast.app)
            if read == "ancestors":
                await positions.ancestors(tx, machine(cast), COMPANY)
            else:
                asked = DescendantsAsked()
                await positions.descendants(tx, machine(cast), COMPANY, asked=asked)
        return written(tx.steps, places.lines(read), {str(COMPANY): A_COMPANY})

    scripts = {read: asyncio.run(recorded(read)) for read in READS}
    for read in READS:
        scripts[f"stored_{read}"] = Script(
            "\n".join(places.lines(read)) + f"\nSELECT {read} FROM bench_answer"
            f" WHERE app_id = :app AND company = {A_COMPANY};\n",
            {"app": str(cast.app)},
        )
    return Limit(stage.server, scene.OURS, stage.plan.data, scripts)


def _store(stage: Stage, worker: Worker, places: Places) -> None:
    """Store the answers that are measured, each as one text."""
    cast = stage.casts[scene.OURS]
    answers: dict[str, dict[int, str]] = {
        read: {
            number: ask(worker.port, _request(stage, scene.OURS, read, number))[
                1
            ].decode()
            for number in (
                places.number(read, draw) for draw in range(places.drawn[read])
            )
        }
        for read in READS
    }
    rows = [
        (
            cast.app,
            ids.company_id(number),
            *[answers[read].get(number) for read in READS],
        )
        for number in {number for of_read in answers.values() for number in of_read}
    ]

    async def store() -> None:
        async with stage.server.connected(scene.OURS) as connection:
            await connection.execute(STORED)
            await connection.copy_records_to_table("bench_answer", records=rows)
            await connection.execute("VACUUM ANALYZE bench_answer")

    asyncio.run(store())
