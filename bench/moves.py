"""Moves: subtrees of a thousand, and of ten thousand, change their place.

Others go on meanwhile: who reads, or moves, in another tree does not wait for that.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import OK
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from bench import ids, load, scene
from bench.calls import Calls, ask
from bench.forest import BLOCK, LARGE, Forest
from bench.load import Load, LoadFailed
from bench.plan import MOVE_OF_10000_SECONDS_MAX
from bench.scene import Stage
from bench.workers import Worker

OTHERS = 200
SMALL_TREES = """
SELECT a.company, a.path[1] AS root
  FROM ancestry AS a
  JOIN ancestry AS r ON r.app_id = a.app_id AND r.hierarchy = a.hierarchy
                    AND r.company = a.path[1]
 WHERE a.app_id = $1 AND a.hierarchy = 'main' AND cardinality(a.path) = 2
   AND a.below = 0 AND r.below BETWEEN 1 AND 20
 ORDER BY hashtext(a.company::text) LIMIT $2"""


class Moved(NamedTuple):
    """How long moves took, and what others noticed of the large ones."""

    milliseconds: dict[int, list[float]]
    """By how many companies were moved."""
    reads: dict[str, Load]
    """Reads in other trees, alone and meanwhile."""
    others: dict[str, Load]
    """Moves in other trees, alone and meanwhile."""

    @property
    def largest(self) -> int:
        """How many companies the largest moves took with them."""
        return max(self.milliseconds)

    @property
    def is_quick(self) -> bool:
        """Whether the largest moves are as quick as moves of 10,000 are to be."""
        most = MOVE_OF_10000_SECONDS_MAX * 1000
        return median(self.milliseconds[self.largest]) <= most

    @property
    def leaves_others_free(self) -> bool:
        """Whether nobody else waited for a large move to end."""
        one = median(self.milliseconds[self.largest])
        return all(told["meanwhile"].p99_ms < one for told in (self.reads, self.others))

    def as_json(self) -> dict[str, Any]:
        """Return all figures, plain."""
        moves = {
            str(size): {
                "median_ms": round(median(each), 1),
                "max_ms": round(max(each), 1),
                "moves": len(each),
            }
            for size, each in self.milliseconds.items()
        }
        around = {
            name: {
                when: {
                    "p50_ms": round(each.p50_ms, 2),
                    "p99_ms": round(each.p99_ms, 2),
                    "max_ms": round(each.max_ms, 2),
                }
                for when, each in told.items()
            }
            for name, told in (("reads", self.reads), ("moves", self.others))
        }
        return {
            "moves": moves,
            "others": around,
            "move_of_10000_met": self.is_quick,
            "others_are_free": self.leaves_others_free,
        }


def measure(stage: Stage, worker: Worker, forest: Forest) -> Moved:
    """Move subtrees; while the largest move, read and move in other trees."""
    mover = _Mover(stage, worker, forest)
    subtrees = {BLOCK: BLOCK}
    if forest.giant > LARGE:
        subtrees[LARGE] = LARGE
    seconds = stage.plan.seconds
    task = stage.progress.add_task("moves", total=len(subtrees) + 3)

    def in_turn(what: str) -> None:
        stage.progress.update(task, description=f"moves: {what}", advance=1)

    milliseconds: dict[int, list[float]] = {}
    for size, place in subtrees.items():
        in_turn(f"{size:,} companies")
        milliseconds[size] = mover.move(place, seconds)
    reads, others = mover.files()
    in_turn("others alone")
    told = {
        name: {"alone": load.run(worker.port, path, seconds, 1)}
        for name, path in (("reads", reads), ("others", others))
    }
    in_turn("others meanwhile")
    with ThreadPoolExecutor() as threads:
        largest = threads.submit(mover.move, max(subtrees.values()), seconds + 1)
        running = {
            name: threads.submit(load.run, worker.port, path, seconds, 1)
            for name, path in (("reads", reads), ("others", others))
        }
        milliseconds[max(subtrees)] += largest.result()
        for name, each in running.items():
            told[name]["meanwhile"] = each.result()
    stage.progress.remove_task(task)
    return Moved(milliseconds, told["reads"], told["others"])


class _Mover:
    """Moves companies to another tree and back, by the real call."""

    def __init__(self, stage: Stage, worker: Worker, forest: Forest) -> None:
        self._scene = stage
        self._cast = stage.casts[scene.OURS]
        self._calls = Calls(self._cast)
        self._port = worker.port
        self._root = ids.company_id(forest.number(0))
        self._elsewhere = ids.company_id(forest.number(forest.in_giants))
        self._forest = forest

    def move(self, place: int, seconds: float) -> list[float]:
        """Move what stands right below the root of the largest tree; tell how long."""
        company = ids.company_id(self._forest.number(place))
        milliseconds: list[float] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or len(milliseconds) % 2:
            is_there = len(milliseconds) % 2
            parent = self._root if is_there else self._elsewhere
            begun = time.perf_counter()
            status, body = ask(self._port, self._request(company, parent))
            milliseconds.append((time.perf_counter() - begun) * 1000)
            if status != OK:
                raise LoadFailed(f"a move: {status} {body.decode()}")
        return milliseconds

    def files(self) -> tuple[Path, Path]:
        """Write down reads and moves in small trees: one moves to the next, and back."""
        rows = asyncio.run(self._small_trees())
        reads = [
            self._calls.get(f"{self._calls.organisations}/{company}/ancestors")
            for company, _ in rows
        ]
        moves = [
            self._request(company, parent)
            for (company, home), (_, other) in pairwise(rows)
            if home != other
            for parent in (other, home)
        ]
        paths = [
            self._scene.plan.data / f"others.{name}" for name in ("reads", "moves")
        ]
        for path, requests in zip(paths, (reads, moves), strict=True):
            load.write(path, requests)
        return paths[0], paths[1]

    async def _small_trees(self) -> list[tuple[UUID, UUID]]:
        async with self._scene.server.connected(scene.OURS) as connection:
            rows = await connection.fetch(SMALL_TREES, self._cast.app, OTHERS)
        return [(row["company"], row["root"]) for row in rows]

    def _request(self, company: UUID, parent: UUID) -> bytes:
        path = f"{self._calls.organisations}/{company}/parent"
        return self._calls.send("PUT", path, {"parent_id": str(parent)})
