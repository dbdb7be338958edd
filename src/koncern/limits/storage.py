"""Limits of files, disks, database statements and the metrics port."""

from koncern.limits.table import GIB, KIB, MIB, limit

_FILES = "Files"
FILE_BYTES = limit(
    _FILES,
    "One file",
    25 * MIB,
    "bytes",
    past="413 `BodyTooLarge`",
    setting="KONCERN_FILE_BYTES_MAX",
)
FILES_OF_COMPANY = limit(
    _FILES, "Files of one company", 1000, "files", past="409 `TooManyFiles`"
)
FILE_FIELDS_BYTES = limit(
    _FILES, "`custom_fields` of a file", 4096, "bytes", past="400 `FileInvalid`"
)
FILE_FIELDS_DEPTH = limit(
    _FILES,
    "Nesting of a file's `custom_fields`",
    20,
    "levels",
    past="400 `FileInvalid`",
)
FILE_NAME_CHARACTERS = limit(
    _FILES, "Name of a file", 255, "characters", past="400 `FileInvalid`"
)
ARCHIVE_ENTRIES = limit(
    _FILES,
    "Entries of an archive or office document",
    10_000,
    "entries",
    past="415 `FileTypeRefused`",
)
ARCHIVE_LIST_BYTES = limit(
    _FILES,
    "List of entries of an archive or office document",
    2 * MIB,
    "bytes",
    past="415 `FileTypeRefused`",
)
UPLOADS_AT_ONCE = limit(
    _FILES,
    "Uploads in progress of one user or credential, in one worker",
    16,
    "uploads",
    past="429 `TooManyUploads`",
)
FILE_BYTES_PER_USER = limit(
    _FILES,
    "Files that one user has uploaded, in one app",
    GIB,
    "bytes",
    past="507 `FileQuotaExceeded`",
    setting="KONCERN_FILE_BYTES_PER_USER",
)
FILE_BYTES_PER_COMPANY = limit(
    _FILES,
    "Files of one company",
    2 * GIB,
    "bytes",
    past="507 `FileQuotaExceeded`",
    setting="KONCERN_FILE_BYTES_PER_COMPANY",
)
FILE_BYTES_PER_APP = limit(
    _FILES,
    "Files of one app",
    100 * GIB,
    "bytes",
    past="507 `FileQuotaExceeded`",
    setting="KONCERN_FILE_BYTES_PER_APP",
)

_DISK = "The disk"
FREE_BYTES = limit(
    _DISK,
    "Free bytes that uploads leave on each disk that they are written to",
    GIB,
    "bytes",
    past="507 `DiskFull`, for uploads",
    setting="KONCERN_FREE_BYTES_MIN",
)
FREE_BYTES_FOR_WRITES = limit(
    _DISK,
    "Free bytes that other writes leave on the embedded database's disk (a quarter of the "
    "setting)",
    GIB // 4,
    "bytes",
    past="507 `DiskFull`, for all writes except DELETE and signing in",
)
SERVER_LOG_BYTES = limit(
    _DISK,
    "`postgres.log` of the embedded database; one older one is kept as `postgres.log.1`",
    10 * MIB,
    "bytes",
    past="the older one is replaced",
)

_DATABASE = "The database"
STATEMENT_SECONDS = limit(
    _DATABASE,
    "Time for one statement; PostgreSQL ends it",
    15,
    "seconds",
    past="503 `DatabaseBusy`; nothing was changed",
    setting="KONCERN_STATEMENT_SECONDS_MAX",
)
STATEMENT_SECONDS_MORE = limit(
    _DATABASE,
    "Time for a statement's reply after that; the service ends it",
    2,
    "seconds",
    past="the connection is closed; 503 `DatabaseDown` for a read or an unfinished "
    "transaction, 503 `OutcomeUnknown` for a write that cannot be looked up",
)
CONNECT_SECONDS = limit(
    _DATABASE, "Time to open a connection", 5, "seconds", past="503 `DatabaseDown`"
)
CONNECTION_WAIT_SECONDS = limit(
    _DATABASE,
    "Time that a request waits for a free connection",
    5,
    "seconds",
    past="503 `DatabaseBusy`",
)
OUTCOME_SECONDS = limit(
    _DATABASE,
    "Time to find out whether a transaction was committed, if the reply was lost",
    5,
    "seconds",
    past="503 `OutcomeUnknown`",
)

_METRICS = "Metrics"
METRICS_SOCKETS = limit(
    _METRICS,
    "Connections to KONCERN_METRICS_PORT, in one worker",
    32,
    "connections",
    past="the connection is closed at once",
)
METRICS_SECONDS = limit(
    _METRICS, "Time for a request there", 10, "seconds", past="the connection is closed"
)
METRICS_HEAD_BYTES = limit(
    _METRICS,
    "Headers of a request there",
    8 * KIB,
    "bytes",
    past="the connection is closed",
)
