"""`python -m mutants`: try mutants until the time is up, and print what no test noticed."""

import signal
import sys
from types import FrameType

from mutants.model import Fate, Verdict
from mutants.plan import SHARE_MIN, Plan
from mutants.run import run


def main() -> None:
    """Try a sample; leave with 1 if too few of its mutants are noticed."""
    plan = Plan.from_environment()
    print(
        f"seed {plan.seed}; {plan.seconds} seconds, {plan.workers} at a time",
        flush=True,
    )
    verdicts = run(plan, _tell)
    count = {fate: sum(each.fate is fate for each in verdicts) for fate in Fate}
    decided = count[Fate.NOTICED] + count[Fate.SURVIVED]
    share = count[Fate.NOTICED] / decided if decided else 0
    told = ", ".join(f"{count[fate]} {fate}" for fate in Fate)
    print(f"{told}: {share:.0%} noticed, at least {SHARE_MIN:.0%} is the goal")
    sys.exit(share < SHARE_MIN)


def _tell(verdict: Verdict) -> None:
    mutant = verdict.mutant
    print(f"{verdict.fate}: {mutant.place} {verdict.test}", flush=True)
    if verdict.fate is not Fate.NOTICED:
        print(f"    - {mutant.was}\n    + {mutant.became or '(nothing)'}", flush=True)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Leave by the door, so that every process that was started is stopped."""
    sys.exit("stopped")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    main()
