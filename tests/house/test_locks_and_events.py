"""One function takes locks, and one appends events: their order and form are in one place."""

import re

import pytest

from house import SOURCE, hold

LOCKS = re.compile(r"\bpg_(?:try_)?advisory_\w+", re.IGNORECASE)
EVENTS = re.compile(r"\b(?:INSERT\s+INTO|MERGE\s+INTO|COPY)\s+event\b", re.IGNORECASE)

HOMES = {
    "db/functions.sql": LOCKS,
    "db/migrations.py": LOCKS,  # it locks a database, before there are functions
    "events/functions.sql": EVENTS,
}


def test_only_the_function_lock_takes_locks() -> None:
    hold(
        "advisory locks are taken by lock, lock_shared and lock_try alone",
        _places(LOCKS),
        "call lock(app, kind, key), and give a new kind its place in the order there",
    )


def test_only_event_append_writes_events() -> None:
    hold(
        "events are appended by event_append alone",
        _places(EVENTS),
        "call event_append, or koncern.events.record",
    )


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("SELECT pg_advisory_xact_lock(1)", LOCKS),
        ("pg_try_advisory_xact_lock_shared(2)", LOCKS),
        ("INSERT INTO event (app_id)", EVENTS),
        ("insert\n  into event\n", EVENTS),
    ],
)
def test_a_breach_is_seen(text: str, pattern: re.Pattern[str]) -> None:
    assert pattern.search(text)


def _places(pattern: re.Pattern[str]) -> list[str]:
    sources = [
        path
        for ending in ("*.sql", "*.py")
        for path in SOURCE.rglob(ending)
        if "steps" not in path.parts
        and HOMES.get(path.relative_to(SOURCE).as_posix()) is not pattern
    ]
    return [
        f"{path.relative_to(SOURCE)}: {found[0]}"
        for path in sources
        for found in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
