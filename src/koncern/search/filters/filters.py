"""Filters: what the parameters demand, checked, every fault at once."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from koncern.base import Fault, countries
from koncern.db import Row
from koncern.search.filters.model import NAMES_MAX, CompaniesAsked, Sort
from koncern.search.terms import ALL, Terms, all_of, any_of

STATUSES = ("pending", "active", "rejected")
LABELS = {"tag": "t", "customer_group": "g", "store_group": "h"}
"""The kinds of labels, and the letters of their terms."""

ARCHIVED, LIVE, ROOT = "alr"
"""The letters of the terms of companies put away, not put away, and without a parent."""

NOBODY = "none"
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, tzinfo=UTC)
_ID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Span(Struct, frozen=True, kw_only=True):
    """The times between which companies were added and last changed."""

    created_from: datetime
    created_to: datetime
    updated_from: datetime
    updated_to: datetime


class Filters(Struct, frozen=True, kw_only=True):
    """What companies must have: terms, and times."""

    wanted: str
    has_terms: bool
    span: Span


def named(asked: CompaniesAsked) -> dict[str, list[UUID | str]]:
    """Return the labels and parents that are asked for: each an id, or a short name."""
    return {
        kind: [UUID(each) if _ID.fullmatch(each) else each for each in _first(text)]
        for kind in (*LABELS, "parent")
        if (text := getattr(asked, kind)) is not None
    }


def faults_of(asked: CompaniesAsked) -> Iterator[Fault]:
    """Name everything in the parameters that makes no sense by itself."""
    for kind in (*LABELS, "status", "country", "parent"):
        given = _listed(getattr(asked, kind) or "")
        if len(given) > NAMES_MAX:
            yield Fault(f"/{kind}", f"names more than {NAMES_MAX}")
    yield from _unknown(
        "status", asked.status, STATUSES, f"it is one of {', '.join(STATUSES)}"
    )
    yield from _unknown("country", _upper(asked.country), countries(), "see ISO 3166-1")
    for each in _first(asked.parent or ""):
        if each != NOBODY and not _ID.fullmatch(each):
            yield Fault("/parent", f"{each} is neither an id nor `none`")
    for name in Span.__struct_fields__:
        if (moment := getattr(asked, name)) is not None and _utc(moment) is None:
            yield Fault(f"/{name}", "is too far away")
    if asked.sort is Sort.RELEVANCE and asked.text is None:
        yield Fault("/sort", "relevance is of a text")
    if sort_of(asked) is Sort.RELEVANCE and asked.order is not None:
        yield Fault("/order", "relevance is always best first")


def unknown(meant: dict[str, list[UUID | str]], rows: Sequence[Row]) -> Iterator[Fault]:
    """Name every label and parent that the app does not have."""
    known = {(row["kind"], key) for row in rows for key in (row["id"], row["name"])}
    for kind, names in meant.items():
        word = "company" if kind == "parent" else kind.replace("_", " ")
        for name in names:
            is_told = kind == "parent" and isinstance(name, str)
            if not is_told and (kind, name) not in known:
                told = f"{name or 'an empty name'} is no {word} of this app"
                yield Fault(f"/{kind}", told)


def sort_of(asked: CompaniesAsked) -> Sort:
    """Return what the list is sorted by."""
    if asked.sort is not None:
        return asked.sort
    return Sort.CREATED if asked.text is None else Sort.RELEVANCE


def filters_of(app: UUID, asked: CompaniesAsked, rows: Sequence[Row]) -> Filters:
    """Return what the parameters demand, without the text."""
    terms = Terms(app)
    ids: dict[str, list[UUID]] = {}
    for row in rows:
        ids.setdefault(row["kind"], []).append(row["id"])
    demands = [
        any_of(terms.id(letter, id_) for id_ in ids.get(kind, ()))
        for kind, letter in LABELS.items()
    ]
    demands += [
        any_of(terms.one("s", each) for each in _listed(asked.status or "")),
        any_of(terms.one("c", each) for each in _listed(_upper(asked.country) or "")),
        _parents(terms, asked, ids.get("parent", [])),
        *(terms.field(*field) for field in (asked.custom_fields or {}).items()),
        {"true": terms.one(ARCHIVED), "false": terms.one(LIVE)}.get(
            asked.archived or "", ""
        ),
    ]
    demanded = all_of(demands)
    return Filters(wanted=demanded or ALL, has_terms=bool(demanded), span=_span(asked))


def _span(asked: CompaniesAsked) -> Span:
    """Return the times that are asked for; nothing is changed before it is added."""
    created_from = _utc(asked.created_from) or EARLIEST
    updated_to = _utc(asked.updated_to) or LATEST
    return Span(
        created_from=created_from,
        created_to=min(_utc(asked.created_to) or LATEST, updated_to),
        updated_from=max(_utc(asked.updated_from) or EARLIEST, created_from),
        updated_to=updated_to,
    )


def _parents(terms: Terms, asked: CompaniesAsked, parents: Sequence[UUID]) -> str:
    below = [terms.id("p", parent) for parent in parents]
    if NOBODY in _listed(asked.parent or ""):
        below.insert(0, terms.one(ROOT))
    return any_of(below)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")] if text else []


def _first(text: str) -> list[str]:
    """Return as many names as may be given; of more, one fault says that."""
    return _listed(text)[:NAMES_MAX]


def _upper(text: str | None) -> str | None:
    return text.upper() if text else text


def _unknown(
    name: str, text: str | None, known: Sequence[str] | frozenset[str], hint: str
) -> Iterator[Fault]:
    for each in _first(text or ""):
        if each not in known:
            yield Fault(f"/{name}", f"{each or 'an empty one'} is no {name}; {hint}")


def _utc(moment: datetime | None) -> datetime | None:
    """Return a moment in UTC; None if it is beyond the calendar there."""
    try:
        utc = moment and moment.astimezone(UTC)
    except OverflowError:
        return None
    return utc if utc and EARLIEST <= utc <= LATEST else None
