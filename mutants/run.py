"""A run: trials side by side until the time is up, and a second look at what failed."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from mutants.model import Fate, Mutant, Verdict
from mutants.plan import Plan
from mutants.sample import draw
from mutants.trial import Copy, failed_in

CHECK_SECONDS_MAX = 120
SECOND_LOOK_SHARE = 0.12
"""The part of the time in which the tests that failed run without any mutant."""


def run(plan: Plan, tell: Callable[[Verdict], None]) -> list[Verdict]:
    """Try mutants until the time is up; return what became of each."""
    until = time.monotonic() + plan.seconds
    with TemporaryDirectory(prefix="koncern-mutants-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user, if this one is root
        _check_without_mutants(Copy(folder / "check"))
        verdicts = _try_all(
            plan, folder, until - plan.seconds * SECOND_LOOK_SHARE, tell
        )
        return _looked_at_again(Copy(folder / "again"), verdicts, until)


def _check_without_mutants(copy: Copy) -> None:
    """Make the database that all trials copy, and see that tests pass in a copy."""
    code, told = copy.run(["tests/pages/test_health.py"], CHECK_SECONDS_MAX)
    if code:
        sys.exit(f"a test fails without any mutant:\n{told}")


def _try_all(
    plan: Plan, folder: Path, until: float, tell: Callable[[Verdict], None]
) -> list[Verdict]:
    drawn, turn = draw(plan.dice, plan.only), threading.Lock()
    copies = [Copy(folder / f"copy-{number}") for number in range(plan.workers)]
    verdicts: list[Verdict] = []

    def work(copy: Copy) -> None:
        for mutant in _until(until, drawn, turn):
            left = until - time.monotonic()
            verdict = copy.try_out(mutant, min(left, plan.mutant_seconds))
            if copy.is_stopped or (verdict.fate is Fate.UNDECIDED and _is_over(until)):
                return  # it was not given its time
            verdicts.append(verdict)
            tell(verdict)

    with ThreadPoolExecutor(plan.workers) as pool:
        try:
            for done in [pool.submit(work, copy) for copy in copies]:
                done.result()
        finally:
            for copy in copies:
                copy.stop()
    return verdicts


def _is_over(until: float) -> bool:
    return time.monotonic() >= until


def _until(
    until: float, drawn: Iterator[Mutant], turn: threading.Lock
) -> Iterator[Mutant]:
    while not _is_over(until):
        with turn:
            mutant = next(drawn, None)
        if mutant is None:
            return
        yield mutant


def _looked_at_again(
    copy: Copy, verdicts: list[Verdict], until: float
) -> list[Verdict]:
    """Decide nothing by tests that fail without a mutant, too."""
    tests = {verdict.test for verdict in verdicts if verdict.test}
    failing: set[str] = set()
    while tests - failing and not _is_over(until):
        code, told = copy.run(sorted(tests - failing), until - time.monotonic())
        found = failed_in(told)
        if code <= 0 or not found:
            break
        failing.add(found)
    return [
        Verdict(each.mutant, Fate.UNDECIDED, each.test)
        if each.test in failing
        else each
        for each in verdicts
    ]
