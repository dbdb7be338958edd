"""The catalogue: every failure, setting and limit there is, as the code says it.

`python -m koncern.api.pages` writes docs/errors.md, docs/fields.md, docs/limits.md and
docs/settings.md.
"""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import NamedTuple

from koncern import limits
from koncern.api.http import phrase_of, status_of
from koncern.api.pages.rights import fields_page
from koncern.base import KINDS, Failure, Settings
from koncern.limits import Limited

LIMITS_LEAD = (
    "Koncern limits everything that one client can make grow. A request that goes "
    "beyond a limit is refused with a clear error and changes nothing. A client is an "
    "address, as `KONCERN_PROXIES` tells clients apart; of IPv6 it is the /64 network. "
    "Limit its connections in a proxy (`docs/proxies.md`)."
)

_UNITS = ((limits.GIB, "GiB"), (limits.MIB, "MiB"), (limits.KIB, "KiB"))


class Setting(NamedTuple):
    """One thing that the environment may say."""

    name: str
    default: str
    meaning: str


def every_failure() -> list[type[Failure]]:
    """Return every failure that a client can be told, by code.

    What the command line says besides, it says to whoever runs it.
    """
    told = {
        kind
        for kind in _concrete(Failure)
        if not kind.__module__.startswith("koncern.cli")
    }
    return sorted(told, key=lambda kind: kind.code())


@cache
def failures_by_status() -> dict[int, list[type[Failure]]]:
    """Return the failures under the status that each is told with."""
    by_status: dict[int, list[type[Failure]]] = {}
    for kind in every_failure():
        by_status.setdefault(status_of(kind), []).append(kind)
    return dict(sorted(by_status.items()))


def every_setting() -> list[Setting]:
    """Return every setting, in the order in which they are declared."""
    return [
        Setting(
            setting.metadata["name"],
            _printed(setting.default),
            setting.metadata["meaning"],
        )
        for setting in fields(Settings)
    ]


def errors_page() -> str:
    """Return docs/errors.md."""
    return "\n".join(_errors_lines()) + "\n"


def settings_page() -> str:
    """Return docs/settings.md."""
    rows = [
        f"| `{name}` | {f'`{default}`' if default else ''} | {meaning} |"
        for name, default, meaning in every_setting()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "All settings come from the environment, read once, at the start.",
            "",
            "| Name | When absent | Meaning |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def limits_by_area() -> dict[str, list[Limited]]:
    """Return every limit under what it is a limit of, in the order of the code."""
    areas: dict[str, list[Limited]] = {}
    for limit in limits.TABLE:
        areas.setdefault(limit.area, []).append(limit)
    return areas


def amount_of(limit: Limited) -> str:
    """Return how far a limit goes, as people write it: 64 KiB, 1,000 entries."""
    for size, unit in _UNITS:
        if limit.unit == "bytes" and limit.most % size == 0:
            return f"{limit.most // size:,} {unit}"
    return f"{limit.most:,} {limit.unit}"


def limits_page() -> str:
    """Return docs/limits.md."""
    return "\n".join(_limits_lines()) + "\n"


PAGES = {
    "errors.md": errors_page,
    "fields.md": fields_page,
    "limits.md": limits_page,
    "settings.md": settings_page,
}


def write_pages(folder: Path) -> None:
    """Write each page into a folder."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


def _limits_lines() -> Iterator[str]:
    yield "# Limits"
    yield ""
    yield LIMITS_LEAD
    for area, rows in limits_by_area().items():
        yield ""
        yield f"## {area}"
        yield ""
        yield "| What | At most | Beyond it | Setting |"
        yield "| --- | --- | --- | --- |"
        for limit in rows:
            setting = f"`{limit.setting}`" if limit.setting else ""
            cells = limit.what, amount_of(limit), limit.past, setting
            yield f"| {' | '.join(cells)} |"


def _errors_lines() -> Iterator[str]:
    yield "# Errors"
    yield ""
    yield (
        "Every error is an `application/problem+json` document (RFC 9457). Its `code` "
        "is one of these\nand stays what it is; its `detail` is the sentence, or a "
        "more exact one."
    )
    for status, kinds in failures_by_status().items():
        yield ""
        yield f"## {status} {phrase_of(status)}"
        yield ""
        yield "| Code | What it says |"
        yield "| --- | --- |"
        for kind in kinds:
            yield f"| `{kind.code()}` | {kind.sentence()} |"


def _concrete(root: type[Failure]) -> Iterator[type[Failure]]:
    """Return the classes under one; a kind with none under it is raised itself."""
    for kind in root.__subclasses__():
        if kind.__module__.startswith("koncern."):
            if kind not in KINDS or not kind.__subclasses__():
                yield kind
            yield from _concrete(kind)


def _printed(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)
