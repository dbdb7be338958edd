"""Mutants: each package has tests that concern it, and changes are made where they count."""

import random
from pathlib import Path
from types import ModuleType

from mutants import python, sql
from mutants.concerns import CONCERNS, EVERYTHING, EXACTLY, STATEMENTS

from house import ROOT, UNITS, hold

FILE = Path("queries.sql")

QUERY = """-- find: an account at a time, = its balance.
SELECT a.id FROM account AS a
 WHERE a.app_id = :app
   AND a.closed_at IS NULL
 ORDER BY a.id FOR UPDATE;
"""
RULE = (
    "def may(age: int | None = 17) -> bool:\n    assert age == 3\n    return age > 18\n"
)


def test_each_package_has_tests_that_concern_it() -> None:
    hold(
        "mutants/concerns.py names tests for each package that has code",
        (
            unit
            for unit in UNITS
            if any(path.name != "__init__.py" for path in _files(unit))
            and not any(f"{unit}/".startswith(f"{name}/") for name in CONCERNS)
        ),
        "add the package to CONCERNS",
    )


def test_the_tests_are_there() -> None:
    patterns = " ".join([*CONCERNS.values(), *EXACTLY, EVERYTHING, STATEMENTS]).split()

    hold(
        "a pattern of tests in mutants/concerns.py fits a file",
        (each for each in {*patterns} if not [*(ROOT / "tests").glob(each)]),
        "name the files as they are called now",
    )


def test_only_what_counts_is_changed_in_sql() -> None:
    """Neither comments, nor the app, nor the order in which rows are locked."""
    assert _drawn(sql, QUERY) == {
        ("AND a.closed_at IS NULL", "AND a.closed_at IS NOT NULL"),
        ("AND a.closed_at IS NULL", "ORDER BY a.id FOR UPDATE;"),
    }


def test_only_what_counts_is_changed_in_python() -> None:
    """Neither annotations nor what is asserted; but defaults are."""
    changed = {was for was, _ in _drawn(python, RULE)}

    assert changed == {"def may(age: int | None = 17) -> bool:", "return age > 18"}


def _drawn(kind: ModuleType, text: str) -> set[tuple[str, str]]:
    drawn = (kind.mutant_of(FILE, text, random.Random(n)) for n in range(60))
    return {(each.was, each.became) for each in drawn if each}


def _files(unit: str) -> list[Path]:
    folder = ROOT / "src" / "koncern" / unit
    return [*folder.glob("*.py"), *folder.glob("queries.sql")]
