"""The report: a table to read, and the same as JSON."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import cores, limit, load, tables
from bench.figures import Figure, Figures, met
from bench.latency import GOALS_MS
from bench.plan import (
    CONNECTIONS,
    FIRST_START_SECONDS_MAX,
    GOALS,
    LATER_START_SECONDS_MAX,
    RESULT,
    RSS_MB_MAX,
    SMALL,
    Part,
    Plan,
)
from bench.run import Results
from bench.tables import goal
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


def show(plan: Plan, results: Results, starts: tuple[float, float] | None) -> None:
    """Print everything, and write it to bench/latest.json."""
    told: dict[str, Any] = {"companies": plan.companies}
    if results.routes and starts:
        figures, memory = results.routes
        _show_routes(plan, figures, memory, starts)
        told = _routes_json(plan, figures, memory, starts)
    told |= _show_rest(plan, results)
    console.print(
        f"load: {load.NAME}; {cores.told()}; "
        f"rate limit on, set to {RATE_LIMIT:,} a minute"
    )
    RESULT.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    console.print(f"written to {RESULT}")


def _show_routes(
    plan: Plan, figures: Figures, memory: Memory, starts: tuple[float, float]
) -> None:
    console.print(_speeds(plan, figures))
    console.print(_costs(figures))
    console.print(
        f"memory of our worker under load: {memory.rss:.0f} MB RSS, "
        f"{memory.pss:.0f} PSS, {memory.uss:.0f} USS "
        f"{goal(f'≤ {RSS_MB_MAX} MB', is_met=memory.rss <= RSS_MB_MAX)}"
    )
    for name, seconds, most in (
        ("first start, from an empty folder", starts[0], FIRST_START_SECONDS_MAX),
        ("later start", starts[1], LATER_START_SECONDS_MAX),
    ):
        reached = goal(f"≤ {most} s", is_met=seconds <= most)
        console.print(f"{name}: {seconds:.1f} s {reached}")
    console.print(
        f"routes: {CONNECTIONS} connections; pgbench: {limit.CONNECTIONS} connections, "
        "as our worker"
    )


def _show_rest(plan: Plan, results: Results) -> dict[str, Any]:
    """Print the parts beside the routes; return them plain."""
    plain: dict[str, Any] = {}
    small = min(SMALL, plan.companies)
    for part, answers in ((Part.SEARCH, results.search), (Part.FILTER, results.filter)):
        if answers:
            console.print(tables.of_latency(plan, part, answers))
            most = GOALS_MS[part]
            plain[part] = {kind: each.as_json(most) for kind, each in answers.items()}
    if results.sizes:
        console.print(tables.of_sizes(plan, small, results.sizes))
        plain[Part.SIZES] = {
            read: each.as_json() for read, each in results.sizes.items()
        }
    if results.trees:
        console.print(tables.of_trees(plan, small, results.trees))
        if results.trees.moved:
            console.print(tables.of_moves(results.trees.moved))
        plain[Part.TREES] = results.trees.as_json()
    if results.before:
        console.print(tables.of_before(plan, results.before))
        plain[Part.BEFORE] = {
            route: cost.ratio for route, cost in results.before.items()
        }
    return plain


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
    for route, wanted in GOALS.items():
        told = figures.of(route)
        near, far = met(wanted, told)
        table.add_row(
            route,
            *[_cell(told[f"{who}_rps"], ",.0f") for who in ("ours", "limit")],
            _cell(told["yardstick_rps"], ",.0f"),
            f"{_cell(told['of_limit'], '.0%')}\n"
            f"{goal(f'≥ {wanted.of_limit:.0%}', is_met=near)}",
            f"{_cell(told['over_yardstick'], '.1f')}\n"
            f"{goal(f'≥ {wanted.over_yardstick:g}', is_met=far)}",
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


def _routes_json(
    plan: Plan, figures: Figures, memory: Memory, starts: tuple[float, float]
) -> dict[str, Any]:
    return {
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
