"""Tables: what was measured beside the routes, with the goals and whether they are met."""

from statistics import median

from rich.table import Table

from bench.before import RATIO_MAX, Cost
from bench.latency import GOALS_MS, Answers
from bench.load import Load
from bench.moves import Moved
from bench.plan import (
    FEW_CONNECTIONS,
    MOVE_OF_10000_SECONDS_MAX,
    SIZES_RATIO_MAX,
    TREE_READ_OF_LIMIT,
    Part,
    Plan,
)
from bench.sizes import Ratio
from bench.trees import Trees


def goal(what: str, *, is_met: bool) -> str:
    """Tell a goal, and whether it is met."""
    colour, word = ("green", "met") if is_met else ("red", "not met")
    return f"[{colour}]goal {what}: {word}[/{colour}]"


def of_latency(plan: Plan, part: Part, told: dict[str, Answers]) -> Table:
    """Return the table of a part in which one asks, then a few at once."""
    most = GOALS_MS[part]
    table = _table(
        f"{part} of {plan.companies:,} companies, one worker: goal p99 ≤ {most} ms",
        "one asks: p50 ms",
        "p99 ms",
        f"{FEW_CONNECTIONS} ask: p50 ms",
        "p99 ms",
        "CPU ms, each",
        "on a page",
        "the one meant",
    )
    for kind, each in told.items():
        table.add_row(
            kind.replace("_", " "),
            f"{each.one.p50_ms:.1f}",
            _coloured(each.one, most),
            f"{each.few.p50_ms:.1f}",
            _coloured(each.few, most),
            f"{each.cpu_ms:.1f}",
            f"{each.found:.1f}",
            "" if each.hit is None else f"{each.hit:.0%}",
        )
    return table


def of_sizes(plan: Plan, small: int, told: dict[str, Ratio]) -> Table:
    """Return the table that compares few companies with all."""
    table = _table(
        f"{small:,} companies and {plan.companies:,}",
        f"rps, {small:,}",
        f"rps, {plan.companies:,}",
        "p50 ms, each",
        "ratio",
    )
    for read, ratio in told.items():
        table.add_row(read.replace("_", " "), *_compared(ratio))
    return table


def of_trees(plan: Plan, small: int, trees: Trees) -> Table:
    """Return the table of what is read of trees."""
    table = _table(
        f"trees of {small:,} companies and of {plan.companies:,}",
        f"rps, {small:,}",
        f"rps, {plan.companies:,}",
        "p50 ms, each",
        "ratio",
        "limit rps",
        "of the limit",
        "of a stored text",
    )
    for read, ratio in trees.ratios.items():
        share = trees.of_limit(read)
        is_met = share >= TREE_READ_OF_LIMIT
        table.add_row(
            read,
            *_compared(ratio),
            f"{trees.limits[read].median:,.0f}",
            f"{share:.0%}\n{goal(f'≥ {TREE_READ_OF_LIMIT:.0%}', is_met=is_met)}",
            f"{trees.of_stored(read):.0%} of\n{trees.stored[read].median:,.0f} rps",
        )
    return table


def of_moves(moved: Moved) -> Table:
    """Return the table of moves, and of what others noticed."""
    table = _table("moves", "median or p50 ms", "p99 ms", "most ms", "goal")
    for size, milliseconds in moved.milliseconds.items():
        told = ""
        if size == moved.largest:
            seconds = f"≤ {MOVE_OF_10000_SECONDS_MAX} s"
            told = goal(seconds, is_met=moved.is_quick)
        middle, most = median(milliseconds), max(milliseconds)
        table.add_row(
            f"of {size:,} companies", f"{middle:.0f}", "", f"{most:.0f}", told
        )
    free = goal("nobody waits for a large move", is_met=moved.leaves_others_free)
    for name, of_others in (("reads", moved.reads), ("moves", moved.others)):
        for when, each in of_others.items():
            table.add_row(
                f"{name} in other trees, {when}",
                f"{each.p50_ms:.1f}",
                f"{each.p99_ms:.1f}",
                f"{each.max_ms:.1f}",
                free if when == "meanwhile" else "",
            )
    return table


def of_before(plan: Plan, costs: dict[str, Cost]) -> Table:
    """Return the table that compares this revision with an older one."""
    table = _table(
        f"CPU time of one request, Python's and PostgreSQL's: now and at {plan.before}",
        f"µs, {plan.before}",
        "µs, now",
        "ratio",
    )
    for route, cost in costs.items():
        reached = goal(f"≤ {RATIO_MAX:g}", is_met=cost.ratio <= RATIO_MAX)
        table.add_row(
            route,
            f"{cost.old:,.0f}",
            f"{cost.new:,.0f}",
            f"{cost.ratio:.2f}\n{reached}",
        )
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _compared(ratio: Ratio) -> list[str]:
    least, most = ratio.ratio.least, ratio.ratio.most
    reached = goal(f"≤ {SIZES_RATIO_MAX}", is_met=ratio.is_met)
    return [
        f"{ratio.small_rps.median:,.0f}",
        f"{ratio.full_rps.median:,.0f}",
        f"{ratio.small_p50_ms.median:.1f}, {ratio.full_p50_ms.median:.1f}",
        f"{ratio.ratio.median:.2f} [dim]({least:.2f} to {most:.2f})[/dim]\n{reached}",
    ]


def _coloured(told: Load, most: float) -> str:
    colour = "green" if told.p99_ms <= most else "red"
    return f"[{colour}]{told.p99_ms:.1f}[/{colour}]"
