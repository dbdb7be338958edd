"""How a run goes: how long, over what, and with which seed."""

import os
import random
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = Path("src/koncern")
SHARE_MIN = 0.85

OF_ONE_MUTANT = 4
"""The tests of one mutant may take so small a part of the time; else it is undecided."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes, as the environment says."""

    seconds: int
    workers: int
    seed: int
    only: str

    @classmethod
    def from_environment(cls) -> "Plan":
        """Read MUTANTS_SECONDS, _WORKERS, _SEED and _ONLY."""
        fresh = int(time.time()) % 1_000_000
        return cls(
            seconds=_number("MUTANTS_SECONDS", 600),
            workers=_number("MUTANTS_WORKERS", os.cpu_count() or 1),
            seed=_number("MUTANTS_SEED", fresh),
            only=os.environ.get("MUTANTS_ONLY", ""),
        )

    @property
    def mutant_seconds(self) -> float:
        """How long the tests of one mutant may take."""
        return self.seconds / OF_ONE_MUTANT

    @property
    def dice(self) -> random.Random:
        """What draws the mutants: the same ones for the same seed and source."""
        return random.Random(self.seed)


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)
