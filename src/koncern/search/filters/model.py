"""What can be asked of a search, and what can be wrong with it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta

from koncern.base import Forbidden, Invalid, PageAsked

NAMES_MAX = 20
"""How many labels, statuses, countries or parents one filter may name."""

Names = Annotated[str, Meta(min_length=1, max_length=2000)]
Moment = Annotated[datetime, Meta(tz=True)]
SearchCursor = Annotated[
    str,
    Meta(max_length=2000, description="A cursor from `pagination` of an earlier page."),
]


class Sort(StrEnum):
    """What a list of companies is sorted by."""

    CREATED = "created"
    UPDATED = "updated"
    NAME = "name"
    RELEVANCE = "relevance"


class Order(StrEnum):
    """Which way a list is sorted."""

    ASC = "asc"
    DESC = "desc"


class CompaniesAsked(PageAsked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which companies are wanted, in which order, and which piece of that list."""

    after: SearchCursor | None = None
    before: SearchCursor | None = None
    text: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=300,
                description="Words of the name, a town, an e-mail address or its "
                "domain, an organisation or VAT number, in any spelling. Case and "
                "accents do not matter, and a word may be misspelled; the last one "
                "may be only begun.",
            ),
        ]
        | None
    ) = None
    status: (
        Annotated[
            Names, Meta(description="`pending`, `active` or `rejected`; or several.")
        ]
        | None
    ) = None
    tag: (
        Annotated[Names, Meta(description="The key or id of a tag; or several.")] | None
    ) = None
    customer_group: (
        Annotated[
            Names, Meta(description="The slug or id of a customer group; or several.")
        ]
        | None
    ) = None
    store_group: (
        Annotated[
            Names, Meta(description="The slug or id of a store group; or several.")
        ]
        | None
    ) = None
    country: (
        Annotated[
            Names, Meta(description="A country (ISO 3166-1 alpha-2); or several.")
        ]
        | None
    ) = None
    parent: (
        Annotated[
            Names,
            Meta(
                description="The id of the company directly above; or several; or "
                "`none` for companies without one."
            ),
        ]
        | None
    ) = None
    custom_fields: (
        Annotated[
            dict[str, Annotated[str, Meta(max_length=1000)]],
            Meta(
                max_length=10,
                description="`custom_fields.KEY=VALUE`: companies whose custom field "
                "has exactly this value (a text, a number, true or false).",
            ),
        ]
        | None
    ) = None
    created_from: (
        Annotated[Moment, Meta(description="Added then or later (RFC 3339).")] | None
    ) = None
    created_to: (
        Annotated[Moment, Meta(description="Added before that (RFC 3339).")] | None
    ) = None
    updated_from: (
        Annotated[Moment, Meta(description="Last changed then or later.")] | None
    ) = None
    updated_to: (
        Annotated[Moment, Meta(description="Last changed before that.")] | None
    ) = None
    archived: (
        Annotated[
            Literal["true", "false", "all"],
            Meta(description="Only archived ones, none of them, or all (the default)."),
        ]
        | None
    ) = None
    sort: (
        Annotated[
            Sort,
            Meta(
                description="`relevance` if there is a `text`, else `created`. The best "
                "matches end after 700 at most; any other order holds all."
            ),
        ]
        | None
    ) = None
    order: (
        Annotated[
            Order, Meta(description="`asc` is the default; `relevance` is best first.")
        ]
        | None
    ) = None
    count: (
        Annotated[
            bool, Meta(description="Whether to count all that match: up to 10,000.")
        ]
        | None
    ) = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing but a piece of the whole list is asked for."""
        plain = PageAsked.__struct_fields__
        return all(
            getattr(self, name) is None
            for name in self.__struct_fields__
            if name not in plain
        )


class FiltersInvalid(Invalid):
    """The list cannot be filtered or sorted as asked; `errors` names each reason."""


class FiltersNotYours(Forbidden):
    """A signed-in user's list holds their own companies, unfiltered, oldest first."""
