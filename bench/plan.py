"""What is measured, how long, on what, and what is hoped for."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from bench import names

CONNECTIONS = 32
FEW_CONNECTIONS = 4
MEMBERS = 20
COMPANIES_PER_ORGANIZATION = 5
COMPANIES_MIN = 5000
SMALL = 10_000
ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "latest.json"
RSS_MB_MAX = 100
FIRST_START_SECONDS_MAX = 5
LATER_START_SECONDS_MAX = 2


class Part(StrEnum):
    """A part of a run: its name in BENCH_ONLY and in the result."""

    SEARCH = "search"
    FILTER = "filter"
    SIZES = "sizes"
    TREES = "trees"
    ROUTES = "routes"
    BEFORE = "before"


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

SEARCH_P99_MS_MAX = 50
FILTER_P99_MS_MAX = 20
SIZES_RATIO_MAX = 1.3
TREE_READ_OF_LIMIT = 0.40
MOVE_OF_10000_SECONDS_MAX = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes, as the environment says."""

    companies: int
    seconds: int
    rounds: int
    data: Path
    names: str = names.REALISTIC
    parts: tuple[Part, ...] = tuple(Part)
    before: str = ""

    @classmethod
    def from_environment(cls) -> "Plan":
        """Read BENCH_COMPANIES, _SECONDS, _ROUNDS, _DATA, _NAMES, _ONLY and _BEFORE."""
        before = os.environ.get("BENCH_BEFORE", "")
        parts = _some_of("BENCH_ONLY", tuple(Part))
        return cls(
            companies=max(COMPANIES_MIN, _number("BENCH_COMPANIES", 100_000)),
            seconds=max(1, _number("BENCH_SECONDS", 5)),
            rounds=max(1, _number("BENCH_ROUNDS", 5)),
            data=Path(os.environ.get("BENCH_DATA") or ROOT / "build" / "bench"),
            names=_one_of("BENCH_NAMES", names.KINDS),
            parts=tuple(part for part in parts if before or part is not Part.BEFORE),
            before=before,
        )

    @property
    def organizations(self) -> int:
        """How many customer organizations are seeded, of MEMBERS members each."""
        return self.companies // COMPANIES_PER_ORGANIZATION

    @property
    def seconds_of_latency(self) -> int:
        """How long each kind of question is asked; there are many kinds."""
        return max(1, self.seconds // 2)

    @property
    def rounds_of_sizes(self) -> int:
        """How many rounds tell two sizes apart: their ratio is taken in each."""
        return min(3, self.rounds)


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def _one_of(name: str, kinds: Sequence[str]) -> str:
    given = os.environ.get(name) or kinds[0]
    if given not in kinds:
        sys.exit(f"{name} is one of {', '.join(kinds)}")
    return given


def _some_of(name: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    given = {part.strip() for part in os.environ.get(name, "").split(",")} - {""}
    if not given <= {*parts}:
        sys.exit(f"{name} names some of {', '.join(parts)}, with commas between")
    return tuple(part for part in parts if part in given) or parts
