"""Layout: what every page for people has around its content."""

from typing import TypeAlias

from koncern.api.pages.assets import STYLE_ADDRESS
from koncern.api.pages.markup import Child, Html, link, tag

Menu: TypeAlias = list[tuple[str, list[tuple[str, Child, str]]]]
"""Headings, each with what stands under it: address, badge and words."""

PLACES = {
    "/docs": "Start",
    "/docs/organisations": "Organisations API",
    "/docs/customers": "Customers API",
    "/docs/errors": "Errors",
    "/docs/fields": "Fields",
    "/docs/limits": "Limits",
    "/docs/settings": "Settings",
}
"""The pages, in their order."""


def page(title: str, content: Child, menu: Menu, here: str) -> str:
    """Return a whole page."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title} · Koncern"),
        tag("link", rel="icon", href="/docs/icon.svg", type="image/svg+xml"),
        tag("link", rel="stylesheet", href=STYLE_ADDRESS),
    )
    main = tag("main", content, id="content")
    sides = [_side(menu), main] if menu else [main]
    body = tag(
        "body",
        link("#content", "Skip to the content", class_="skip"),
        tag("header", link("/docs", "Koncern", class_="name"), _places(here)),
        tag("div", sides, class_="frame" if menu else "frame alone"),
    )
    return "<!doctype html>\n" + tag("html", head, body, lang="en")


def _places(here: str) -> Html:
    return tag(
        "nav",
        [
            link(address, words, aria_current="page" if address == here else None)
            for address, words in PLACES.items()
        ],
        aria_label="Pages",
    )


def _side(menu: Menu) -> list[Html]:
    """Return the menu twice: beside the content, or folded above it on a phone."""
    lists = [
        [
            tag("h2", heading),
            tag(
                "ul", [tag("li", link(to, badge, words)) for to, badge, words in items]
            ),
        ]
        for heading, items in menu
    ]
    return [
        tag("nav", lists, class_="side", aria_label="On this page"),
        tag(
            "details", tag("summary", "On this page"), tag("nav", lists), class_="fold"
        ),
    ]
