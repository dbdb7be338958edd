"""Which attacks run, how long and how large, and what the service has to keep."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "attack" / "latest.json"

MEGABYTE = 1_000_000
MEMORY_MB_MAX = 250
MEMORY_KEPT_MB_MAX = 50
MEMORY_BACK_SECONDS_MAX = 30
STOP_MS_MAX = 100
P99_RATIO_MAX = 5
NEWCOMER_SECONDS_MAX = 20
"""A new client may have to wait until idle sockets are closed: after 15 s."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes, as the environment says."""

    seconds: int
    is_short: bool
    only: tuple[str, ...]

    @classmethod
    def from_environment(cls) -> "Plan":
        """Read ATTACK_SECONDS, ATTACK_SHORT and ATTACK_ONLY."""
        only = os.environ.get("ATTACK_ONLY", "")
        return cls(
            seconds=_number("ATTACK_SECONDS", 60),
            is_short=os.environ.get("ATTACK_SHORT", "") not in ("", "0"),
            only=tuple(name.strip() for name in only.split(",") if name.strip()),
        )

    @property
    def window_seconds(self) -> float:
        """How long others are watched at least: 150 requests make a p99."""
        return 0.5 if self.is_short else 3

    @property
    def warm_up_seconds(self) -> float:
        """How long others are served before an attack begins."""
        return 0.3 if self.is_short else 1

    def size(self, full: int, short: int) -> int:
        """Return how many of something an attack uses."""
        return short if self.is_short else full


def _number(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or int(text) < 1:
        sys.exit(f"{name} must be a whole number from 1; it is {text!r}.")
    return int(text)
