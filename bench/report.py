"""The report: a table to read, and the same as JSON."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import cores, limit, load
from bench.figures import Figure, Figures, met
from bench.plan import (
    CONNECTIONS,
    FIRST_START_SECONDS_MAX,
    GOALS,
    LATER_START_SECONDS_MAX,
    RESULT,
    RSS_MB_MAX,
    Plan,
)
from bench.workers import RATE_LIMIT, Memory

console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)

COSTS = {
    "Python µs, ours": "ours_python_us",
    "PostgreSQL µs, ours": "ours_postgres_us",
    "PostgreSQL µs, limit": "limit_postgres_us",
    "Python µs, yardstick": "yardstick_python_us",
    "PostgreSQL µs, yardstick": "yardstick_postgres_us",
    "bytes, ours": "ours_bytes",
    "bytes, yardstick": "yardstick_bytes",
}


def show(
    plan: Plan, figures: Figures, memory: Memory, starts: tuple[float, float]
) -> None:
    """Print everything, and write it to bench/latest.json."""
    console.print(_speeds(plan, figures))
    console.print(_costs(figures))
    console.print(
        f"memory of our worker under load: {memory.rss:.0f} MB RSS, "
        f"{memory.pss:.0f} PSS, {memory.uss:.0f} USS "
        f"{_goal(f'≤ {RSS_MB_MAX} MB', is_met=memory.rss <= RSS_MB_MAX)}"
    )
    for name, seconds, most in (
        ("first start, from an empty folder", starts[0], FIRST_START_SECONDS_MAX),
        ("later start", starts[1], LATER_START_SECONDS_MAX),
    ):
        goal = _goal(f"≤ {most} s", is_met=seconds <= most)
        console.print(f"{name}: {seconds:.1f} s {goal}")
    console.print(
        f"load: {load.NAME}, {CONNECTIONS} connections; "
        f"pgbench: {limit.CONNECTIONS} connections, as our worker; {cores.told()}; "
        f"rate limit on, set to {RATE_LIMIT:,} a minute"
    )
    RESULT.write_text(_json(plan, figures, memory, starts), encoding="utf-8")
    console.print(f"written to {RESULT}")


def _speeds(plan: Plan, figures: Figures) -> Table:
    table = Table(
        title=f"{plan.companies:,} companies, {plan.rounds} rounds of {plan.seconds} s:"
        " medians (least to most)",
        title_justify="left",
    )
    table.add_column("route")
    for name in ("ours", "limit", "yardstick"):
        table.add_column(f"{name} rps", justify="right")
    for name in ("of the limit", "over the yardstick", "p50 ms", "p99 ms"):
        table.add_column(name, justify="right")
    for route, goal in GOALS.items():
        told = figures.of(route)
        near, far = met(goal, told)
        table.add_row(
            route,
            *[_cell(told[f"{who}_rps"], ",.0f") for who in ("ours", "limit")],
            _cell(told["yardstick_rps"], ",.0f"),
            f"{_cell(told['of_limit'], '.0%')}\n"
            f"{_goal(f'≥ {goal.of_limit:.0%}', is_met=near)}",
            f"{_cell(told['over_yardstick'], '.1f')}\n"
            f"{_goal(f'≥ {goal.over_yardstick:g}', is_met=far)}",
            _cell(told["p50_ms"], ".2f"),
            _cell(told["p99_ms"], ".2f"),
            end_section=True,
        )
    return table


def _costs(figures: Figures) -> Table:
    table = Table(title="what one request takes", title_justify="left")
    table.add_column("route")
    for title in COSTS:
        table.add_column(title, justify="right")
    for route in GOALS:
        told = figures.of(route)
        table.add_row(route, *[f"{told[name].median:,.0f}" for name in COSTS.values()])
    return table


def _cell(told: Figure, form: str) -> str:
    return f"{told.median:{form}}\n[dim]{told.least:{form}} to {told.most:{form}}[/dim]"


def _goal(what: str, *, is_met: bool) -> str:
    colour, word = ("green", "met") if is_met else ("red", "not met")
    return f"[{colour}]goal {what}: {word}[/{colour}]"


def _json(
    plan: Plan, figures: Figures, memory: Memory, starts: tuple[float, float]
) -> str:
    told: dict[str, Any] = {
        "routes": figures.as_json(),
        "rss_mb": round(memory.rss, 1),
        "companies": plan.companies,
        "pss_mb": round(memory.pss, 1),
        "uss_mb": round(memory.uss, 1),
        "first_start_seconds": round(starts[0], 2),
        "later_start_seconds": round(starts[1], 2),
        "rounds": plan.rounds,
        "seconds": plan.seconds,
        "connections": CONNECTIONS,
        "limit_connections": limit.CONNECTIONS,
        "load": load.NAME,
    }
    return json.dumps(told, indent=2) + "\n"
