"""The verdict on an attack: what was measured, and which limits were broken."""

import time
from dataclasses import asdict, dataclass, field
from typing import Any

from attack.bystander import Took, p99_ms
from attack.plan import (
    MEGABYTE,
    MEMORY_BACK_SECONDS_MAX,
    MEMORY_KEPT_MB_MAX,
    MEMORY_MB_MAX,
    NEWCOMER_SECONDS_MAX,
    P99_RATIO_MAX,
    STOP_MS_MAX,
)
from attack.watch import Seen


@dataclass
class Figures:
    """What an attack cost the service and its other clients."""

    seconds: float
    cpu_seconds: float
    memory_before_mb: float
    memory_most_mb: float
    memory_after_mb: float
    memory_back_seconds: float
    stop_ms: float
    stop_wall_ms: float
    p99_ms: float
    p99_twin_ms: float
    newcomer_seconds: float
    refused: int
    """How many of the bystander's requests were not answered well."""

    @property
    def p99_ratio(self) -> float:
        """How many times slower the attacked service was than its twin."""
        return self.p99_ms / self.p99_twin_ms if self.p99_twin_ms else 0


@dataclass
class Outcome:
    """One row of the table."""

    attack: str
    family: str
    story: str
    tally: dict[str, Any]
    figures: Figures | None = None
    broken: list[str] = field(default_factory=list)
    died: bool = False
    left_out: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it, plain."""
        plain = asdict(self)
        plain["held"] = not self.broken and not self.left_out
        return plain


@dataclass
class Times:
    """When an attack began and ended, and when the memory was back."""

    start: float
    memory_before_mb: float
    cpu_before: float
    cpu_after: float = 0
    end: float = 0
    memory_after_mb: float = 0
    back: float = 0

    @property
    def is_back(self) -> bool:
        """Whether the memory is near what it was before."""
        return self.memory_after_mb <= self.memory_before_mb + MEMORY_KEPT_MB_MAX

    @property
    def has_waited(self) -> bool:
        """Whether the memory had the time that it may take."""
        return time.monotonic() - self.end > MEMORY_BACK_SECONDS_MAX


def figures(seen: Seen, times: Times, window_seconds: float) -> Figures:
    """Sum up what was seen of one attack."""
    start, end = times.start, max(times.end, times.start + window_seconds)
    stops = [each for each in seen.stops if start - 1 <= each.at <= end]
    worst = max(stops, key=lambda each: each.cpu_ms, default=None)
    asked = [each for each in seen.attacked if start <= each.at <= end]
    newcomers = [each for each in seen.newcomers if start <= each.at <= end]
    return Figures(
        seconds=times.end - times.start,
        cpu_seconds=times.cpu_after - times.cpu_before,
        memory_before_mb=times.memory_before_mb,
        memory_most_mb=seen.memory_mb_max,
        memory_after_mb=times.memory_after_mb,
        memory_back_seconds=times.back - times.end,
        stop_ms=worst.cpu_ms if worst else 0,
        stop_wall_ms=max((each.seconds for each in stops), default=0) * 1000,
        p99_ms=p99_ms(seen.attacked, start, end),
        p99_twin_ms=p99_ms(seen.twin, start, end),
        newcomer_seconds=max(map(_waited, newcomers), default=0),
        refused=sum(each.status != 200 for each in asked),
    )


def broken(told: Figures, *, is_short: bool) -> list[str]:
    """Return which limits were not kept; the short form looks at no wall times."""
    found = []
    if told.memory_most_mb > MEMORY_MB_MAX:
        found.append(f"memory {told.memory_most_mb:.0f} MB")
    if told.memory_after_mb > told.memory_before_mb + MEMORY_KEPT_MB_MAX:
        kept = told.memory_after_mb - told.memory_before_mb
        found.append(f"{kept:.0f} MB kept")
    if told.stop_ms > STOP_MS_MAX:
        found.append(f"loop stopped {told.stop_ms:.0f} ms")
    if is_short:
        return found
    if told.p99_ratio > P99_RATIO_MAX:
        found.append(f"others' p99 {told.p99_ratio:.0f} times the twin's")
    if told.newcomer_seconds > NEWCOMER_SECONDS_MAX:
        found.append(f"new clients waited {told.newcomer_seconds:.0f} s")
    if told.refused:
        found.append(f"{told.refused} of others' requests failed")
    return found


def sent(tally: dict[str, Any]) -> str:
    """Return what was sent, in words."""
    return f"{tally['bytes'] / MEGABYTE:,.1f} MB, {tally['requests']:,}"


def _waited(each: Took) -> float:
    return each.seconds
