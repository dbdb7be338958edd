"""Limits: how much of everything one client can make this service hold or do.

Each number stands here once. The code that keeps a limit reads it here, and
docs/limits.md is written from here. A limit that a setting changes names the setting.
"""

from typing import NamedTuple

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


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
PUBLIC_BODY_BYTES = _limit(
    _REQUEST,
    "JSON body of a call that needs no sign-in",
    32 * KIB,
    "bytes",
    past="413 `BodyTooLarge`",
)
EMPTY_BODY_BYTES = _limit(
    _REQUEST,
    "Body of a call that takes none; it is ignored",
    KIB,
    "bytes",
    past="413 `BodyTooLarge`",
)
BODY_CHUNKS = _limit(
    _REQUEST,
    "Chunks of a body; one more for each 256 bytes that have come",
    1000,
    "chunks",
    past="400 `BodyInTinyChunks`",
)
BODY_SECONDS = _limit(
    _REQUEST,
    "Time for a JSON body to come, and for each chunk of a file",
    30,
    "seconds",
    past="408 `BodyTooSlow`",
)
FILE_BYTES_A_SECOND = _limit(
    _REQUEST,
    "Slowest average speed of an upload, after the first half minute",
    16 * KIB,
    "bytes a second",
    past="408 `BodyTooSlow`",
)
JSON_VALUES = _limit(
    _REQUEST,
    "Values in one JSON body, at all levels",
    20_000,
    "values",
    past="400 `JsonTooLarge`",
)
JSON_LEVELS = _limit(
    _REQUEST,
    "Levels of lists and objects in one JSON body",
    64,
    "levels",
    past="400 `JsonTooLarge`",
)
HEADERS_BYTES = _limit(
    _REQUEST, "All headers together", 32 * KIB, "bytes", past="431 `HeadersTooLarge`"
)
HEADER_BYTES = _limit(
    _REQUEST, "One header", 8 * KIB, "bytes", past="431 `HeadersTooLarge`"
)
TARGET_BYTES = _limit(
    _REQUEST, "Path and query together", 8 * KIB, "bytes", past="414 `UriTooLong`"
)
PATH_LOGGED = _limit(
    _REQUEST, "A path in the access log", 1000, "characters", past="it is cut"
)
QUERY_PARAMETERS = _limit(
    _REQUEST, "Parameters of a query", 100, "parameters", past="400 `QueryInvalid`"
)
FORM_BYTES = _limit(
    _REQUEST,
    "All that an upload has around its file",
    64 * KIB,
    "bytes",
    past="413 `BodyTooLarge`, or 400 `FormBroken`",
)
FORM_PARTS = _limit(_REQUEST, "Parts of a form", 16, "parts", past="400 `FormBroken`")
FORM_FIELD_BYTES = _limit(
    _REQUEST,
    "One field of a form, beside the file",
    16 * KIB,
    "bytes",
    past="400 `FormInvalid`",
)
FORM_HEADER_BYTES = _limit(
    _REQUEST,
    "One header of a part of a form; a part has at most 8",
    4 * KIB,
    "bytes",
    past="400 `FormBroken`",
)
FAULTS_TOLD = _limit(
    _REQUEST,
    "Entries of `errors` in one response",
    100,
    "entries",
    past="the first ones are listed",
)

_DATABASE = "The database"
STATEMENT_SECONDS = _limit(
    _DATABASE,
    "Time for one statement, kept by PostgreSQL",
    15,
    "seconds",
    past="503 `DatabaseBusy`; nothing was changed",
    setting="KONCERN_STATEMENT_SECONDS_MAX",
)
STATEMENT_SECONDS_MORE = _limit(
    _DATABASE,
    "Time for a statement's reply after that, kept by the service",
    2,
    "seconds",
    past="the connection is closed; 503 `DatabaseDown` for a read or an unfinished "
    "transaction, 503 `OutcomeUnknown` for a write that cannot be looked up",
)
CONNECT_SECONDS = _limit(
    _DATABASE, "Time to open a connection", 5, "seconds", past="503 `DatabaseDown`"
)
CONNECTION_WAIT_SECONDS = _limit(
    _DATABASE,
    "Time that a request waits for a free connection",
    5,
    "seconds",
    past="503 `DatabaseBusy`",
)
OUTCOME_SECONDS = _limit(
    _DATABASE,
    "Time to find out whether a transaction was committed, if the reply was lost",
    5,
    "seconds",
    past="503 `OutcomeUnknown`",
)
FAULTS_BYTES = _limit(
    _REQUEST,
    "The list `errors` in one response",
    64 * KIB,
    "bytes",
    past="the first entries are listed",
)
FAULT_CHARACTERS = _limit(
    _REQUEST,
    "Each text in a response that says what is wrong",
    1000,
    "characters",
    past="the text is cut, and ends with `…`",
)

_SIGN_IN = "A sign-in"
SIGN_INS_REMEMBERED = _limit(
    _SIGN_IN,
    "Credentials and tokens that one worker remembers, for three seconds each",
    20_000,
    "entries",
    past="the oldest are looked up again",
)
SECRET_BYTES = _limit(
    _SIGN_IN,
    "A credential or an access token",
    4 * KIB,
    "bytes",
    past="401 `CredentialRefused` or `TokenRefused`",
)
_FILES = "Files"
FILE_BYTES = _limit(
    _FILES,
    "One file",
    25 * MIB,
    "bytes",
    past="413 `BodyTooLarge`",
    setting="KONCERN_FILE_BYTES_MAX",
)
FILES_OF_COMPANY = _limit(
    _FILES, "Files of one company", 1000, "files", past="409 `TooManyFiles`"
)
FILE_FIELDS_BYTES = _limit(
    _FILES, "`custom_fields` of a file", 4096, "bytes", past="400 `FileInvalid`"
)
FILE_FIELDS_DEPTH = _limit(
    _FILES,
    "Nesting of a file's `custom_fields`",
    20,
    "levels",
    past="400 `FileInvalid`",
)
FILE_NAME_CHARACTERS = _limit(
    _FILES, "Name of a file", 255, "characters", past="400 `FileInvalid`"
)
ARCHIVE_ENTRIES = _limit(
    _FILES,
    "Entries of an archive or office document",
    10_000,
    "entries",
    past="415 `FileTypeRefused`",
)
ARCHIVE_LIST_BYTES = _limit(
    _FILES,
    "List of entries of an archive or office document",
    2 * MIB,
    "bytes",
    past="415 `FileTypeRefused`",
)
UPLOADS_AT_ONCE = _limit(
    _FILES,
    "Uploads in progress of one user or credential, in one worker",
    16,
    "uploads",
    past="429 `TooManyUploads`",
)
FILE_BYTES_PER_USER = _limit(
    _FILES,
    "Files that one user has uploaded, in one app",
    GIB,
    "bytes",
    past="507 `FileQuotaExceeded`",
    setting="KONCERN_FILE_BYTES_PER_USER",
)
FILE_BYTES_PER_COMPANY = _limit(
    _FILES,
    "Files of one company",
    2 * GIB,
    "bytes",
    past="507 `FileQuotaExceeded`",
    setting="KONCERN_FILE_BYTES_PER_COMPANY",
)
FILE_BYTES_PER_APP = _limit(
    _FILES,
    "Files of one app",
    100 * GIB,
    "bytes",
    past="507 `FileQuotaExceeded`",
    setting="KONCERN_FILE_BYTES_PER_APP",
)

_DISK = "The disk"
FREE_BYTES = _limit(
    _DISK,
    "Free bytes that uploads leave on each disk that they are written to",
    GIB,
    "bytes",
    past="507 `DiskFull`, for uploads",
    setting="KONCERN_FREE_BYTES_MIN",
)
FREE_BYTES_FOR_WRITES = _limit(
    _DISK,
    "Free bytes that other writes leave on the embedded database's disk (a quarter of the "
    "setting)",
    GIB // 4,
    "bytes",
    past="507 `DiskFull`, for all writes except DELETE and signing in",
)
SERVER_LOG_BYTES = _limit(
    _DISK,
    "`postgres.log` of the embedded database; one older one is kept as `postgres.log.1`",
    10 * MIB,
    "bytes",
    past="the older one is replaced",
)

_METRICS = "Metrics"
METRICS_SOCKETS = _limit(
    _METRICS,
    "Connections to KONCERN_METRICS_PORT, in one worker",
    32,
    "connections",
    past="closed at once",
)
METRICS_HEAD_BYTES = _limit(
    _METRICS, "Header of a request there", 8 * KIB, "bytes", past="closed"
)
_TRIES = "Tries without a sign-in, in one app"
LOGIN_TRIES = _limit(
    _TRIES,
    "Failed sign-ins with one e-mail address from one client in 15 minutes",
    10,
    "tries",
    past="429 `TooManyLogins`",
    setting="KONCERN_LOGIN_ATTEMPTS_MAX",
)
LOGIN_TRIES_OF_ADDRESS = _limit(
    _TRIES,
    "Failed sign-ins with one e-mail address from all clients in 15 minutes",
    100,
    "tries",
    past="429 `TooManyLogins`, but not for a client that the address signed in from "
    "in the last 30 days",
    setting="KONCERN_ADDRESS_ATTEMPTS_MAX",
)
CLIENT_TRIES = _limit(
    _TRIES,
    "Failed sign-ins, sign-ups, requests for mail and used links of one client in "
    "15 minutes",
    300,
    "tries",
    past="429 `TooManyAttempts`",
    setting="KONCERN_CLIENT_ATTEMPTS_MAX",
)
MAILS = _limit(
    _TRIES,
    "Mails to one e-mail address that anybody can ask for in 15 minutes",
    5,
    "mails",
    past="429 `TooManyAttempts`; a client that the address signed in from in the last "
    "30 days may ask for as many more",
)
KNOWN_CLIENTS = _limit(
    _TRIES,
    "Clients remembered for one e-mail address, for 30 days after the last sign-in",
    20,
    "clients",
    past="the one not seen for the longest time is forgotten",
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
_CONNECTION = "A connection"
CONNECTIONS = _limit(
    _CONNECTION,
    "Open connections of one worker",
    8192,
    "connections",
    past="new ones wait until one is closed",
)
HEAD_SECONDS = _limit(
    _CONNECTION,
    "Time until the headers of the first or the next request are complete",
    15,
    "seconds",
    past="the connection is closed",
)
BUFFER_BYTES = _limit(
    _CONNECTION,
    "Buffer for what a client sends; headers may take twice as much",
    32 * KIB,
    "bytes",
    past="longer headers: 431",
)
UNREAD_SECONDS = _limit(
    _CONNECTION,
    "Time in which a client must read 4 KiB more of what waits for it",
    20,
    "seconds",
    past="the connection is closed",
)
UNREAD_BYTES = 4 * KIB

_RESPONSE = "A long response"
PIECE_BYTES = _limit(
    _RESPONSE,
    "Response that is sent in one piece",
    64 * KIB,
    "bytes",
    past="sent in pieces, as fast as the client reads",
)
STALL_SECONDS = _limit(
    _RESPONSE,
    "Time in which a client reads no further piece",
    10,
    "seconds",
    past="the connection is closed",
)
READ_SECONDS = _limit(
    _RESPONSE,
    "Time to read a response, plus one second for each 16 KiB of it",
    30,
    "seconds",
    past="the connection is closed",
)
READ_BYTES_A_SECOND = 16 * KIB

_AT_ONCE = "At the same time"
CLIENT_REQUESTS = _limit(
    _AT_ONCE,
    "Requests of one client address in one worker",
    256,
    "requests",
    past="429 `TooManyAtOnce`",
    setting="KONCERN_CLIENT_REQUESTS_MAX",
)
CLIENT_BYTES = _limit(
    _AT_ONCE,
    "Request bodies and unread responses of one client address in one worker",
    32 * MIB,
    "bytes",
    past="429 `TooManyAtOnce`",
)
HELD_BYTES = _limit(
    _AT_ONCE,
    "Request bodies and unread responses of all clients in one worker",
    64 * MIB,
    "bytes",
    past="503 `Overloaded`",
)
