"""The table: a row for each attack, to read, and the same as JSON."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from attack.plan import MEMORY_KEPT_MB_MAX, MEMORY_MB_MAX, P99_RATIO_MAX, STOP_MS_MAX
from attack.verdict import Outcome, sent

console = Console(
    highlight=False, width=None if sys.stdout.isatty() else 180, markup=False
)


def show(outcomes: list[Outcome]) -> None:
    """Print the table."""
    console.print(_table(outcomes))
    console.print(
        f"limits: memory ≤ {MEMORY_MB_MAX} MB and back within + {MEMORY_KEPT_MB_MAX} MB "
        f"after 30 s; no stop of the loop over {STOP_MS_MAX} ms of CPU; another client's "
        f"p99 ≤ {P99_RATIO_MAX} times that of a twin that is not attacked"
    )
    counted = [each for each in outcomes if not each.left_out]
    held = sum(not each.broken for each in counted)
    console.print(f"{held} of {len(counted)} held")


def told(outcome: Outcome) -> str:
    """Return the verdict on one attack, in a line."""
    if outcome.left_out:
        return f"left out: {outcome.left_out}"
    words = "; ".join(outcome.broken)
    return f"broken: {words}" if words else "held"


def write(outcomes: list[Outcome], path: Path) -> None:
    """Write everything that is known as JSON."""
    path.write_text(as_json(outcomes) + "\n", encoding="utf-8")


def as_json(outcomes: list[Outcome]) -> str:
    """Return everything that is known as JSON."""
    plain = [each.as_json() for each in outcomes]
    return json.dumps(plain, indent=2, ensure_ascii=False)


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(title="attacks on one worker", title_justify="left")
    for column in (
        "attack",
        "sent, requests",
        "MB before, most, after",
        "loop ms",
        "CPU s",
    ):
        table.add_column(column, justify="left" if column == "attack" else "right")
    table.add_column("others' p99 ms, twin's", justify="right")
    table.add_column("answers")
    table.add_column("verdict", ratio=1)
    for each in outcomes:
        answers = each.tally.get("answers", {})
        table.add_row(
            each.attack,
            sent(each.tally) if each.tally else "",
            *_figures(each),
            "\n".join(f"{status}: {count}" for status, count in answers.items()),
            "\n".join([told(each), *each.tally.get("notes", [])]),
        )
    return table


def _figures(outcome: Outcome) -> tuple[str, str, str, str]:
    if (of := outcome.figures) is None:
        return ("", "", "", "")
    memory = (of.memory_before_mb, of.memory_most_mb, of.memory_after_mb)
    return (
        ", ".join(f"{mb:.0f}" for mb in memory),
        f"{of.stop_ms:,.0f}",
        f"{of.cpu_seconds:.1f}",
        f"{of.p99_ms:,.1f}, {of.p99_twin_ms:,.1f}",
    )
