"""Figures: what each round measured, and what the rounds say together."""

from collections import defaultdict
from collections.abc import Iterable
from statistics import median
from typing import Any, NamedTuple

from bench.plan import GOALS, Goal

RATES = ("ours_rps", "limit_rps", "yardstick_rps")
RATIOS = {
    "of_limit": ("ours_rps", "limit_rps"),
    "over_yardstick": ("ours_rps", "yardstick_rps"),
}


class Figure(NamedTuple):
    """The median of the rounds, and their extremes."""

    median: float
    least: float
    most: float


def figure(values: Iterable[float]) -> Figure:
    """Sum the rounds up."""
    values = list(values)
    return Figure(median(values), min(values), max(values))


class Figures:
    """Every measurement of a run, by route and name, one for each round."""

    def __init__(self) -> None:
        self._rounds: dict[str, list[dict[str, float]]] = defaultdict(list)

    def keep(self, route: str, measured: dict[str, float]) -> None:
        """Keep what one round measured of a route, and its ratios.

        The ratio is taken within the round: the three ran one after the other, so
        that what slows the machine down for a while slows all of them.
        """
        for name, (ours, other) in RATIOS.items():
            measured[name] = measured[ours] / measured[other]
        self._rounds[route].append(measured)

    def of(self, route: str) -> dict[str, Figure]:
        """Return the figures of a route by their names."""
        rounds = self._rounds[route]
        return {
            name: figure(measured[name] for measured in rounds) for name in rounds[0]
        }

    def as_json(self) -> dict[str, dict[str, Any]]:
        """Return all figures, plain: each under its name, extremes beside it."""
        plain: dict[str, dict[str, Any]] = {}
        for route in GOALS:
            plain[route] = {}
            for name, told in self.of(route).items():
                plain[route][name] = _rounded(told.median)
                plain[route][f"{name}_min"] = _rounded(told.least)
                plain[route][f"{name}_max"] = _rounded(told.most)
        return plain


def met(goal: Goal, told: dict[str, Figure]) -> tuple[bool, bool]:
    """Tell whether a route reaches its two goals."""
    return (
        told["of_limit"].median >= goal.of_limit,
        told["over_yardstick"].median >= goal.over_yardstick,
    )


def _rounded(value: float) -> float:
    return float(f"{value:.4g}") if value < 1000 else round(value)
