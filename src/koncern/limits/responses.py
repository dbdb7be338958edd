"""Limits of records and of responses."""

from koncern.limits.table import KIB, MIB, limit

_RECORD = "A record"
COMPANY_BYTES = limit(
    _RECORD,
    "A company's record, as the Organisations API prints it",
    256 * KIB,
    "bytes",
    past="413 `CompanyTooLarge`",
)
CUSTOM_FIELDS_BYTES = limit(
    _RECORD,
    "A company's `custom_fields` (`customProperties`), as JSON text",
    64 * KIB,
    "bytes",
    past="400, `errors` names the field",
)
CONTACTS_BYTES = limit(
    _RECORD,
    "A customer's contacts, archived ones included, as JSON text",
    512 * KIB,
    "bytes",
    past="413 `RecordTooLarge`",
)
ADDRESSES_PER_KIND = limit(
    _RECORD,
    "Addresses of one kind (billing, shipping) of a company",
    100,
    "addresses",
    past="400, or 409 `AddressesFull`",
)
CONTACTS_PER_COMPANY = limit(
    _RECORD,
    "Contacts of one customer; as many archived ones are kept",
    1000,
    "contacts",
    past="400, or 409 `ContactsTooMany`",
)
ALIASES_PER_COMPANY = limit(
    _RECORD, "Aliases of one customer", 1000, "aliases", past="409 `AliasesTooMany`"
)
CUSTOMER_ORGANIZATIONS_PER_COMPANY = limit(
    _RECORD,
    "Customer organizations that one customer owns, and that it is a member of",
    250,
    "of each",
    past="409 `OrganizationsTooMany`",
)
LABEL_BYTES = limit(
    _RECORD,
    "A tag, or a store group with its markets, as JSON text",
    64 * KIB,
    "bytes",
    past="413 `RecordTooLarge`",
)
TEMPLATE_BYTES = limit(
    _RECORD,
    "An attribute template, as JSON text",
    64 * KIB,
    "bytes",
    past="413 `RecordTooLarge`",
)

_RESPONSE = "A response"
PAGE_ENTRIES = limit(
    _RESPONSE,
    "Entries on one page of a list (`limit`)",
    100,
    "entries",
    past="400 `QueryInvalid`",
)
PAGE_BYTES = limit(
    _RESPONSE,
    "One page of a list",
    4 * MIB,
    "bytes",
    past="fewer entries than `limit`, and a cursor to the next page",
)
MEMBERS_PRINTED = limit(
    _RESPONSE,
    "Members printed inside one customer, over all its organizations",
    1000,
    "members",
    past="the first ones are printed, with `membersTotal`",
)
MEMBERS_BYTES = limit(
    _RESPONSE,
    "Members printed in a customer organization's own responses",
    4 * MIB - 128 * KIB,
    "bytes",
    past="the first ones are printed, with `membersTotal`",
)
HISTORY_ENTRIES = limit(
    _RESPONSE,
    "A company's parents, or its payers, over time",
    500,
    "entries",
    past="the latest ones are listed",
)
KEPT_ANSWER_BYTES = limit(
    _RESPONSE,
    "A response that is kept for an `Idempotency-Key`",
    512 * KIB,
    "bytes",
    past="kept without its body",
)

_LONG_RESPONSE = "A long response"
PIECE_BYTES = limit(
    _LONG_RESPONSE,
    "Response that is sent in one piece",
    64 * KIB,
    "bytes",
    past="sent in pieces, as fast as the client reads",
)
WHOLE_BYTES = limit(
    _LONG_RESPONSE,
    "Response that is sent in one piece while its client reads",
    256 * KIB,
    "bytes",
    past="sent in pieces",
)
UNREAD_CLIENT_BYTES = limit(
    _LONG_RESPONSE,
    "Responses of more than 64 KiB that one client was sent in one piece and has not read",
    8 * MIB,
    "bytes",
    past="further ones are sent in pieces",
)
UNREAD_WORKER_BYTES = limit(
    _LONG_RESPONSE,
    "The same of all clients of a worker together",
    16 * MIB,
    "bytes",
    past="further ones are sent in pieces",
)
SITE_PIECE_BYTES = limit(
    _LONG_RESPONSE,
    "Page outside `/api/`, such as `/docs`, that is sent in one piece and not counted",
    16 * KIB,
    "bytes",
    past="counted, and sent in one piece or in pieces as other responses are",
)
STALL_SECONDS = limit(
    _LONG_RESPONSE,
    "Time in which a client must read the next piece",
    10,
    "seconds",
    past="the connection is closed",
)
READ_SECONDS = limit(
    _LONG_RESPONSE,
    "Time to read a response, plus one second for each 16 KiB of it",
    30,
    "seconds",
    past="the connection is closed",
)
READ_BYTES_A_SECOND = 16 * KIB
"""For each so many bytes a client has one more second to read."""
