"""Which mutants are tried: drawn by lot over the source, most of them from the domain."""

import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from mutants import python, sql
from mutants.model import Mutant
from mutants.plan import ROOT, SOURCE

OUTSIDE = {"api", "base", "cli", "db", "limits", "worker"}
"""What holds no rule of the domain: drawn a third as often, for its length."""

DATA = ("examples", "demo", "steps", "locales")
"""What is data or a demonstration: a change there is another example, not a fault."""


def draw(dice: random.Random, only: str = "") -> Iterator[Mutant]:
    """Yield mutants without end, no two of them the same."""
    texts = {
        path: (ROOT / path).read_text(encoding="utf-8")
        for path in _files()
        if only in str(path)
    }
    paths = [*texts]
    up_to = [*accumulate(_weight(path, text) for path, text in texts.items())]
    seen: set[tuple[Path, str]] = set()
    for _ in range(100_000):
        (path,) = dice.choices(paths, cum_weights=up_to)
        kind = sql if path.suffix == ".sql" else python
        mutant = kind.mutant_of(path, texts[path], dice)
        if mutant and (path, mutant.text) not in seen:
            seen.add((path, mutant.text))
            yield mutant


def package_of(path: Path) -> str:
    """Return the package or sub-package that a file of the source is in."""
    return str(path.relative_to(SOURCE).parent)


def _files() -> list[Path]:
    found = sorted([*(ROOT / SOURCE).rglob("*.py"), *(ROOT / SOURCE).rglob("*.sql")])
    return [
        path.relative_to(ROOT)
        for path in found
        if path.name != "__init__.py" and not any(word in str(path) for word in DATA)
    ]


def _weight(path: Path, text: str) -> int:
    is_outside = package_of(path).partition("/")[0] in OUTSIDE
    return text.count("\n") * (1 if is_outside else 3)
