"""A mutant, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file of the source with one change in it."""

    path: Path
    line: int
    was: str
    became: str
    text: str

    @property
    def place(self) -> str:
        """The file and the line that was changed."""
        return f"{self.path}:{self.line}"


class Fate(StrEnum):
    """What became of a mutant."""

    NOTICED = "noticed"
    SURVIVED = "survived"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mutant, and the test that noticed it, if one did."""

    mutant: Mutant
    fate: Fate
    test: str = ""


def one_change(path: Path, before: str, after: str) -> Mutant:
    """Return the mutant that a change of a text makes, with the first line that differs."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    for line, (was, became) in enumerate(pairs, 1):
        if was != became:
            return Mutant(path, line, was.strip(), became.strip(), after)
    return Mutant(path, before.count("\n"), "", "", after)
