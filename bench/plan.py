"""What is measured, how long, on what, and what is hoped for."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bench import names

CONNECTIONS = 32
MEMBERS = 20
COMPANIES_PER_ORGANIZATION = 5
COMPANIES_MIN = 1000
ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "latest.json"
RSS_MB_MAX = 100
FIRST_START_SECONDS_MAX = 5
LATER_START_SECONDS_MAX = 2


class Goal(NamedTuple):
    """What a route is to reach: a share of the limit, a multiple of the yardstick."""

    of_limit: float
    over_yardstick: float


GOALS = {
    "register": Goal(0.50, 6),
    "read": Goal(0.40, 30),
    "list": Goal(0.50, 12),
    "add_member": Goal(0.75, 8),
}
"""The routes, by their names in the result."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes, as the environment says."""

    companies: int
    seconds: int
    rounds: int
    data: Path
    names: str = names.REALISTIC

    @classmethod
    def from_environment(cls) -> "Plan":
        """Read BENCH_COMPANIES, _SECONDS, _ROUNDS, _DATA and _NAMES."""
        return cls(
            companies=max(COMPANIES_MIN, _number("BENCH_COMPANIES", 100_000)),
            seconds=max(1, _number("BENCH_SECONDS", 5)),
            rounds=max(1, _number("BENCH_ROUNDS", 5)),
            data=Path(os.environ.get("BENCH_DATA") or ROOT / "build" / "bench"),
            names=_one_of("BENCH_NAMES", names.KINDS),
        )

    @property
    def organizations(self) -> int:
        """How many customer organizations are seeded, of MEMBERS members each."""
        return self.companies // COMPANIES_PER_ORGANIZATION


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def _one_of(name: str, kinds: Sequence[str]) -> str:
    given = os.environ.get(name) or kinds[0]
    if given not in kinds:
        sys.exit(f"{name} is one of {', '.join(kinds)}")
    return given
