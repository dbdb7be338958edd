"""Limits: how much of everything one client can make this service hold or do.

Each number stands here once. The code that keeps a limit reads it here, and
docs/limits.md is written from here. A limit that a setting changes names the setting.
"""

from typing import NamedTuple

KIB = 1024
MIB = 1024 * KIB


class Limited(NamedTuple):
    """One row of docs/limits.md: what is limited, how far, and what happens then."""

    area: str
    what: str
    most: int
    unit: str
    past: str
    setting: str


TABLE: list[Limited] = []


def _limit(
    area: str, what: str, most: int, unit: str, *, past: str, setting: str = ""
) -> int:
    """Put a limit into the table, and return its number."""
    TABLE.append(Limited(area, what, most, unit, past, setting))
    return most


_REQUEST = "A request"
BODY_BYTES = _limit(
    _REQUEST,
    "JSON body of a call that needs a sign-in",
    MIB,
    "bytes",
    past="413 `BodyTooLarge`",
    setting="KONCERN_BODY_BYTES_MAX",
)
FAULTS_TOLD = _limit(
    _REQUEST,
    "Entries of `errors` in one response",
    100,
    "entries",
    past="the first ones are listed",
)

_RECORD = "A record"
COMPANY_BYTES = _limit(
    _RECORD,
    "A company's record, as the Organisations API prints it",
    256 * KIB,
    "bytes",
    past="413 `CompanyTooLarge`",
)
CUSTOM_FIELDS_BYTES = _limit(
    _RECORD,
    "A company's `custom_fields` (`customProperties`), as JSON text",
    64 * KIB,
    "bytes",
    past="400, `errors` names the field",
)
CONTACTS_BYTES = _limit(
    _RECORD,
    "A customer's contacts, archived ones included, as JSON text",
    512 * KIB,
    "bytes",
    past="413 `RecordTooLarge`",
)
ALIASES_PER_COMPANY = _limit(
    _RECORD, "Aliases of one customer", 1000, "aliases", past="409 `AliasesTooMany`"
)
CUSTOMER_ORGANIZATIONS_PER_COMPANY = _limit(
    _RECORD,
    "Customer organizations that one customer owns, and that it is a member of",
    250,
    "of each",
    past="409 `OrganizationsTooMany`",
)
LABEL_BYTES = _limit(
    _RECORD,
    "A tag, or a store group with its markets, as JSON text",
    64 * KIB,
    "bytes",
    past="413 `RecordTooLarge`",
)
TEMPLATE_BYTES = _limit(
    _RECORD,
    "An attribute template, as JSON text",
    64 * KIB,
    "bytes",
    past="413 `RecordTooLarge`",
)

_RESPONSE = "A response"
PAGE_BYTES = _limit(
    _RESPONSE,
    "One page of a list",
    4 * MIB,
    "bytes",
    past="fewer entries than `limit`, and a cursor to the next page",
)
MEMBERS_PRINTED = _limit(
    _RESPONSE,
    "Members printed inside one customer, over all its organizations",
    1000,
    "members",
    past="the first ones are printed, with `membersTotal`",
)
MEMBERS_BYTES = _limit(
    _RESPONSE,
    "Members printed in a customer organization's own responses",
    4 * MIB - 128 * KIB,
    "bytes",
    past="the first ones are printed, with `membersTotal`",
)
KEPT_ANSWER_BYTES = _limit(
    _RESPONSE,
    "A response that is kept for an `Idempotency-Key`",
    512 * KIB,
    "bytes",
    past="kept without its body",
)
