"""Sizes: the same reads of few companies and of all, one after the other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from bench import load, scene, workers
from bench.figures import Figure, figure
from bench.load import Load
from bench.plan import SIZES_RATIO_MAX
from bench.scene import Stage
from bench.server import place
from bench.traffic import Traffic
from bench.workers import Worker

READS = ("read", "list", "read_customer", "list_customers")
READ_FROM = ("company", "customer_organization", "customer_organization_member")
NAMES = (scene.OURS_SMALL, scene.OURS)
WARM_UP_SECONDS = 1


class Ratio(NamedTuple):
    """How two sizes compare: throughput of each, and of the small over the full."""

    small_rps: Figure
    full_rps: Figure
    small_p50_ms: Figure
    full_p50_ms: Figure
    ratio: Figure

    @property
    def is_met(self) -> bool:
        """Whether they are equal enough."""
        return self.ratio.median <= SIZES_RATIO_MAX

    def as_json(self) -> dict[str, object]:
        """Return all figures, plain."""
        plain = {name: round(told.median, 3) for name, told in self._asdict().items()}
        return plain | {"goal_ratio": SIZES_RATIO_MAX, "met": self.is_met}


def compared(small: list[Load], full: list[Load]) -> Ratio:
    """Compare what was measured in turn at both sizes."""
    pairs = zip(small, full, strict=True)
    return Ratio(
        small_rps=figure(each.rps for each in small),
        full_rps=figure(each.rps for each in full),
        small_p50_ms=figure(each.p50_ms for each in small),
        full_p50_ms=figure(each.p50_ms for each in full),
        ratio=figure(few.rps / many.rps for few, many in pairs),
    )


def measure(stage: Stage) -> dict[str, Ratio]:
    """Read one company and list 50, in both dialects, at both sizes."""

    def requests(read: str, name: str) -> Iterable[bytes]:
        return Traffic(stage.plan_of(name), stage.casts[name]).requests(read, 1)

    measured: dict[str, dict[str, list[Load]]] = {
        read: {name: [] for name in NAMES} for read in READS
    }
    for name in NAMES:
        stage.server.prewarm(name, *READ_FROM)
    with both(stage) as serving:
        for read, name, told in in_turn(stage, serving, READS, requests):
            measured[read][name].append(told)
    return {read: compared(*of_read.values()) for read, of_read in measured.items()}


@contextmanager
def both(stage: Stage) -> Iterator[dict[str, Worker]]:
    """Serve few companies and all, each by a worker of its own."""
    data, server = stage.plan.data, stage.server
    with (
        workers.koncern(server.url(scene.OURS_SMALL), data / "small") as small,
        workers.koncern(server.url(scene.OURS), data) as full,
    ):
        place(server)
        yield {scene.OURS_SMALL: small, scene.OURS: full}


def in_turn(
    stage: Stage,
    serving: dict[str, Worker],
    reads: Sequence[str],
    requests: Callable[[str, str], Iterable[bytes]],
) -> Iterator[tuple[str, str, Load]]:
    """Send what is read to each size in turn, round after round, once all are warm."""
    plan = stage.plan
    paths = {
        (read, name): plan.data / f"{name}.{read}" for read in reads for name in NAMES
    }
    for (read, name), path in paths.items():
        load.write(path, requests(read, name))
        load.run(serving[name].port, path, WARM_UP_SECONDS)
    total = plan.rounds_of_sizes * len(paths)
    task = stage.progress.add_task("sizes", total=total)
    for _ in range(plan.rounds_of_sizes):
        for (read, name), path in paths.items():
            stage.progress.update(task, description=f"{name}: {read}")
            yield read, name, load.run(serving[name].port, path, plan.seconds)
            stage.progress.advance(task)
    stage.progress.remove_task(task)
