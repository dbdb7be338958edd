"""Rendering: a template in somebody's language, and the facts, make what they read.

A template is two files in `templates/<language>/`: `<template>.txt`, whose first line
is the subject and whose rest, below an empty line, is the plain text; and
`<template>.html`, which fills the `content` block of `frame.html` and in which every
fact is escaped. A fact that a template names and nobody gives is a mistake of ours.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from jinja2 import Environment, Template

FOLDER = Path(__file__).parent / "templates"
FRAME = "frame.html"
LAST_RESORT = "en"
SUBJECT_LENGTH_MAX = 200

# A line break in a header would begin a header of somebody else's making.
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Rendered(NamedTuple):
    """What somebody reads, and in which language."""

    language: str
    subject: str
    text: str
    html: str


class _Parts(NamedTuple):
    subject: "Template"
    text: "Template"
    html: "Template"


def render(
    template: str, facts: Mapping[str, Any], *, language: str | None, default: str
) -> Rendered:
    """Render a template in the nearest language that it exists in."""
    spoken = language_of(template, language, default)
    parts = _parts(template, spoken)
    facts = {**facts, "language": spoken}
    subject = on_one_line(parts.subject.render(facts))
    return Rendered(
        language=spoken,
        subject=subject[:SUBJECT_LENGTH_MAX],
        text=parts.text.render(facts).strip() + "\n",
        html=parts.html.render(facts),
    )


def on_one_line(text: str) -> str:
    """Return a text that can stand in a header."""
    return _BREAKS.sub(" ", text).strip()


def language_of(template: str, language: str | None, default: str) -> str:
    """Return the nearest language that a template exists in: sv-SE, sv, the app's, en."""
    there = _languages(template)
    for wanted in (language, default):
        for tag in _widening(wanted or ""):
            if tag in there:
                return there[tag]
    return LAST_RESORT


@cache
def _languages(template: str) -> dict[str, str]:
    """Return the languages of a template, by their tags in lower case."""
    paths = FOLDER.glob("*/*.txt")
    names = [path.parent.name for path in paths if path.stem == template]
    assert LAST_RESORT in names, f"there is no template {template} in {LAST_RESORT}"
    return {name.lower(): name for name in names}


def _widening(tag: str) -> Iterator[str]:
    """Walk from a language tag to the ones that include it: zh-hant-tw, zh-hant, zh."""
    parts = tag.lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length])


@cache
def _parts(template: str, language: str) -> _Parts:
    text = (FOLDER / language / f"{template}.txt").read_text(encoding="utf-8")
    subject, _, rest = text.partition("\n")
    environment = _environment()
    return _Parts(
        subject=environment.from_string(subject),
        text=environment.from_string(rest),
        html=environment.get_template(f"{language}/{template}.html"),
    )


@cache
def _environment() -> "Environment":
    """Return what reads templates, made with the first mail of a process."""
    import jinja2  # noqa: PLC0415 - a command that writes no mail starts without

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=jinja2.select_autoescape(("html",), default_for_string=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
