"""Markup: HTML as values, escaped unless it says that it is HTML already."""

import re
from collections.abc import Iterable
from html import escape
from typing import TypeAlias

VOID = frozenset({"link", "meta", "br", "hr"})


class Html(str):
    """A piece of HTML, which needs no escaping any more."""

    __slots__ = ()


Child: TypeAlias = str | Iterable["Child"] | None


def tag(name: str, /, *children: Child, **attributes: str | None) -> Html:
    """Return an element; `class_` is written `class`, and None leaves one out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Html(f"<{name}{told}>")
    return Html(f"<{name}{told}>{joined(children)}</{name}>")


def joined(children: Child) -> Html:
    """Return children one after the other."""
    if children is None:
        return Html()
    if isinstance(children, Html):
        return children
    if isinstance(children, str):
        return Html(escape(children))
    return Html("".join(joined(child) for child in children))


def prose(text: str) -> Html:
    """Return text in which `backticks` mark code."""
    return Html(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False)))


def code(text: str) -> Html:
    """Return a word of code."""
    return tag("code", text)


def block(text: str, label: str) -> Html:
    """Return several lines of code, under a label."""
    return tag(
        "figure",
        tag("figcaption", label),
        # Keyboards must reach what scrolls.
        tag("pre", tag("code", text), tabindex="0"),
    )


def link(href: str, *children: Child, **attributes: str | None) -> Html:
    """Return a link."""
    return tag("a", *children, href=href, **attributes)


def table(headings: list[str], rows: Iterable[Iterable[Child]]) -> Html:
    """Return a table, which scrolls by itself where it is too wide."""
    head = tag("tr", [tag("th", heading, scope="col") for heading in headings])
    body = [tag("tr", [tag("td", cell) for cell in row]) for row in rows]
    whole = tag("table", tag("thead", head), tag("tbody", body))
    return tag("div", whole, class_="wide", tabindex="0")
