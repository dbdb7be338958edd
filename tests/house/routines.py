"""Functions and triggers as they stand in the files of the packages."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from koncern.db import routine_files

BEGINS = re.compile(
    r"(?m)^CREATE (?:OR REPLACE FUNCTION|OR REPLACE TRIGGER|CONSTRAINT TRIGGER)"
    r" ([a-z_]+)"
)


class Routine(NamedTuple):
    """One function or trigger: where it stands, its comment and its text."""

    package: str
    file: str
    name: str
    before: str
    text: str

    @property
    def table(self) -> str:
        """The table of a trigger."""
        found = re.search(r'\bON\s+"?([a-z_]+)', re.sub(r"--.*", "", self.text))
        assert found
        return found[1]


def written(*names: str) -> Iterator[Routine]:
    """List what stands in the files of these names, in the order of packages."""
    for each in routine_files():
        for package, text in each.texts.items():
            if each.file in names:
                yield from _in(package, each.file, text)


def _in(package: str, file: str, text: str) -> Iterator[Routine]:
    found = [*BEGINS.finditer(text)]
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=True):
        yield Routine(
            package, file, match[1], text[: match.start()], text[match.start() : end]
        )
