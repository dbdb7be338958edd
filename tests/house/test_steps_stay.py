"""A migration stays as it was written: databases that ran it know its checksum."""

from itertools import pairwise
from pathlib import Path

from house import ROOT, hold
from koncern.db import migrations

RECORD = Path(__file__).parent / "steps.txt"
"""The checksum of each step, in their order."""


def test_none_has_been_changed() -> None:
    now = _steps()

    hold(
        "a migration is never changed, not even a word of a comment",
        (
            f"step {number} has been {'changed' if number in now else 'taken away'}"
            for number, checksum in _recorded()
            if now.get(number) != checksum
        ),
        "databases that ran it refuse to start: put it back, and write a new step",
    )


def test_each_is_recorded() -> None:
    recorded = [number for number, _ in _recorded()]

    hold(
        "every migration is on record, released or not",
        (
            f"step {number} is new: add its line: {number} {checksum}"
            for number, checksum in _steps().items()
            if number not in recorded
        ),
        f"add it at the end of {RECORD.relative_to(ROOT)}, once the step has its text",
    )


def test_they_are_recorded_in_their_order() -> None:
    recorded = [number for number, _ in _recorded()]

    hold(
        "each migration is on record once, in their order",
        (
            f"{number} after {before}"
            for before, number in pairwise(recorded)
            if number <= before
        ),
        f"put the lines of {RECORD.relative_to(ROOT)} in the order of the steps",
    )


def _steps() -> dict[str, str]:
    return {f"{step.number:04}": step.checksum for step in migrations()}


def _recorded() -> list[tuple[str, str]]:
    lines = RECORD.read_text(encoding="utf-8").splitlines()
    return [(number, checksum) for number, checksum in map(str.split, lines)]
