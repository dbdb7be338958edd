"""The pages around the API pages: start, errors, fields, limits, settings, not found."""

from koncern.api.http import phrase_of
from koncern.api.pages import rights
from koncern.api.pages.catalogue import (
    LIMITS_LEAD,
    amount_of,
    every_setting,
    failures_by_status,
    limits_by_area,
)
from koncern.api.pages.layout import Menu, page
from koncern.api.pages.markup import Html, block, code, link, prose, table, tag
from koncern.api.pages.openapi import PURPOSES, TITLES

CONVENTIONS = {
    "Signing in": "Machines send a credential with every call (HTTP Basic: client id "
    "and secret). People sign in at `/api/v1/{app_id}/auth/login` and send the access "
    "token that they get (Bearer); it is short-lived, and the refresh token gets the "
    "next. Every credential and every user belongs to one app, and sees nothing of "
    "another.",
    "Errors": "Every error is `application/problem+json` (RFC 9457): a `code` to match "
    "on, a `detail` to read, a `request_id` to ask about, and `errors` with every bad "
    "field at once. What is not there and what is not yours look the same: 404.",
    "Lists": "A list comes in pages of `limit` (1 to 100, and 50 when absent). "
    "`pagination.after` in the body, or the `Link` header, leads to the next page. "
    "Cursors stay true while records come and go.",
    "Writing safely": "Every POST that makes something takes an `Idempotency-Key`: "
    "sent again within 24 hours, it is carried out once and gets the same answer. A "
    "record comes with an `ETag`; send it as `If-Match` where a call takes it, and "
    "only what you have read is changed (else 412).",
    "What is sent": "JSON in UTF-8. Fields that a call does not know are refused by "
    "name. Ids are UUIDs, moments RFC 3339 in UTC, countries ISO 3166-1 alpha-2.",
    "Limits": "Requests are counted by credential or user and minute. `RateLimit` says "
    "what is left; beyond it the answer is 429, with `Retry-After`.",
}
"""What holds for every call."""

TRY = """\
curl -u "$CLIENT_ID:$CLIENT_SECRET" "$KONCERN/api/customer-organizations"
"""


def start() -> str:
    """Return the page that one begins with."""
    cards = [
        link(
            f"/docs/{dialect}",
            tag("strong", title),
            tag("span", prose(PURPOSES[dialect])),
            class_="card",
        )
        for dialect, title in TITLES.items()
    ]
    sections = [
        tag("section", tag("h2", heading), tag("p", prose(text)))
        for heading, text in CONVENTIONS.items()
    ]
    content = [
        tag("h1", "The companies that buy from you"),
        tag(
            "p",
            "Koncern keeps who they are, which group they belong to, who may act for "
            "them, and who pays: one record, and two published APIs over it.",
            class_="lead",
        ),
        tag("div", cards, class_="cards"),
        block(TRY, "A first call"),
        sections,
    ]
    return page("Start", content, [], "/docs")


def errors() -> str:
    """Return the catalogue of errors; each code is an anchor."""
    menu: Menu = []
    sections: list[Html] = []
    for status, kinds in failures_by_status().items():
        name = f"{status} {phrase_of(status)}"
        menu.append((name, [(f"#{kind.code()}", None, kind.code()) for kind in kinds]))
        terms = [
            tag(
                "div",
                tag("dt", link(f"#{kind.code()}", code(kind.code()))),
                tag("dd", prose(kind.sentence())),
                id=kind.code(),
            )
            for kind in kinds
        ]
        sections.append(
            tag("section", tag("h2", name, id=f"status-{status}"), tag("dl", terms))
        )
    lead = (
        "The `code` of an error is one of these and stays what it is. Its `detail` is "
        "the sentence here, or a more exact one."
    )
    content = [tag("h1", "Errors"), tag("p", prose(lead), class_="lead"), sections]
    return page("Errors", content, menu, "/docs/errors")


def fields() -> str:
    """Return the table of who sets which field of a company."""
    cells = [
        [code(name), *may, prose(note) if note else None]
        for name, *may, note in rights.rows()
    ]
    content = [
        tag("h1", "Who sets which field"),
        tag("p", prose(rights.LEAD), class_="lead"),
        table([*rights.HEADINGS], cells),
        [tag("p", prose(note)) for note in rights.NOTES],
    ]
    return page("Fields", content, [], "/docs/fields")


def limits() -> str:
    """Return the table of limits."""
    headings = ["What", "At most", "Beyond it", "Setting"]
    sections = []
    for area, rows in limits_by_area().items():
        cells = [
            [
                prose(limit.what),
                amount_of(limit),
                prose(limit.past),
                code(limit.setting) if limit.setting else None,
            ]
            for limit in rows
        ]
        sections.append(tag("section", tag("h2", area), table(headings, cells)))
    lead = tag("p", prose(LIMITS_LEAD), class_="lead")
    return page("Limits", [tag("h1", "Limits"), lead, sections], [], "/docs/limits")


def settings() -> str:
    """Return the list of settings."""
    rows = [
        [code(name), code(default) if default else None, prose(meaning)]
        for name, default, meaning in every_setting()
    ]
    content = [
        tag("h1", "Settings"),
        tag("p", "Read from the environment, once, at the start.", class_="lead"),
        table(["Name", "When absent", "Meaning"], rows),
    ]
    return page("Settings", content, [], "/docs/settings")


def trouble(status: int, detail: str) -> str:
    """Return the page for something that did not work."""
    title = phrase_of(status)
    content = [
        tag("h1", title),
        tag("p", prose(detail), class_="lead"),
        tag("p", link("/docs", "Go to the start"), "."),
    ]
    return page(title, content, [], "")
