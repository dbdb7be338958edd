"""The baseline reads from top to bottom: by package, and each table with a sentence."""

import re

import pytest

from house import SOURCE, UNITS, hold

BASELINE = SOURCE / "db" / "steps" / "0001_baseline.sql"

ORDER = ("db", "apps", *(unit for unit in UNITS if unit not in ("db", "apps")))
"""Everything refers to apps."""

HEADING = re.compile(r"(?m)^-- == (\S+) ==$")
MADE = re.compile(r'(?m)^CREATE (?:TABLE|TYPE|DOMAIN) "?(\w+)')
INTRODUCED = re.compile(r"\n\n-- [A-Z][^\n]* [^\n]*(?:\n--[^\n]*)*\.\n\Z")


def test_packages_stand_in_the_order_of_the_layers() -> None:
    found = HEADING.findall(_text())
    known = [unit for unit in ORDER if unit in found]

    assert found == known, "put each package where tests/house/house.py has it, once"


def test_every_table_is_introduced_by_a_sentence() -> None:
    hold(
        "a sentence says what a table or type is",
        _unexplained(_text()),
        "write a comment right above it: what one row is",
    )


@pytest.mark.parametrize(
    "breach",
    [
        "\n",
        "-- tag\n",
        "-- A tag.\n\n",
        "-- A label\n",
        "-- a label without capitals.\n",
    ],
)
def test_one_that_is_not_explained_is_noticed(breach: str) -> None:
    table = "CREATE TABLE tag (\n"

    assert _unexplained(f"\n\n-- A short label on companies.\n{table}") == []
    assert _unexplained(f"\n\n{breach}{table}") == ["tag"]


def _unexplained(text: str) -> list[str]:
    return [
        made[1]
        for made in MADE.finditer(text)
        if not INTRODUCED.search(text[: made.start()])
    ]


def _text() -> str:
    return BASELINE.read_text(encoding="utf-8")
