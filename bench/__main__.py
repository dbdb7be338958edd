"""`python -m bench`: measure, print a table, write bench/latest.json."""

import signal
import sys
from types import FrameType

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from bench import report, server, workers
from bench.forest import ForestUntrue
from bench.limit import LimitFailed
from bench.load import LoadFailed
from bench.plan import Part, Plan
from bench.run import measure_all


def main() -> None:
    """Run the benchmark as the environment describes it."""
    plan = Plan.from_environment()
    plan.data.mkdir(parents=True, exist_ok=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=report.console, transient=True) as progress:
        starts = None
        if Part.ROUTES in plan.parts:
            task = progress.add_task("starting in an empty folder, twice", total=None)
            starts = workers.start_seconds(plan.data / "start")
            progress.remove_task(task)
        with server.running(plan.data) as postgres:
            results = measure_all(postgres, plan, progress)
    report.show(plan, results, starts)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Leave by the door, so that every process that was started is stopped."""
    sys.exit("the benchmark was stopped")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    try:
        main()
    except (ForestUntrue, LimitFailed, LoadFailed) as failure:
        sys.exit(f"the benchmark failed: {failure}")
