"""Limits of what comes in: connections and requests."""

from koncern.limits.table import KIB, MIB, limit

_REQUEST = "A request"
BODY_BYTES = limit(
    _REQUEST,
    "JSON body of a call that needs a sign-in",
    MIB,
    "bytes",
    past="413 `BodyTooLarge`",
    setting="KONCERN_BODY_BYTES_MAX",
)
PUBLIC_BODY_BYTES = limit(
    _REQUEST,
    "JSON body of a call that needs no sign-in",
    32 * KIB,
    "bytes",
    past="413 `BodyTooLarge`",
)
EMPTY_BODY_BYTES = limit(
    _REQUEST,
    "Body of a call that takes none; it is ignored",
    KIB,
    "bytes",
    past="413 `BodyTooLarge`",
)
BODY_CHUNKS = limit(
    _REQUEST,
    "Chunks of a body; one more for each 256 bytes of it",
    1000,
    "chunks",
    past="400 `BodyInTinyChunks`",
)
CHUNK_BYTES = 256
"""What earns a body one more chunk: chunks of ordinary clients are larger."""
BODY_SECONDS = limit(
    _REQUEST,
    "Time for a JSON body to arrive, and for each chunk of a file",
    30,
    "seconds",
    past="408 `BodyTooSlow`",
)
BODY_FIRST_SECONDS = limit(
    _REQUEST,
    "Time for a JSON body of which nothing comes",
    10,
    "seconds",
    past="408 `BodyTooSlow`",
)
BODY_BYTES_A_SECOND = limit(
    _REQUEST,
    "Slowest average speed of a JSON body, after the first ten seconds",
    16 * KIB,
    "bytes a second",
    past="408 `BodyTooSlow`",
)
FILE_BYTES_A_SECOND = limit(
    _REQUEST,
    "Slowest average speed of an upload, after the first half minute",
    16 * KIB,
    "bytes a second",
    past="408 `BodyTooSlow`",
)
DRAIN_SECONDS = limit(
    _REQUEST,
    "Time in which the rest of a refused upload is read and dropped",
    10,
    "seconds",
    past="the connection is closed",
)
JSON_VALUES = limit(
    _REQUEST,
    "Values in one JSON body, at all levels",
    20_000,
    "values",
    past="400 `JsonTooLarge`",
)
JSON_LEVELS = limit(
    _REQUEST,
    "Levels of lists and objects in one JSON body",
    64,
    "levels",
    past="400 `JsonTooLarge`",
)
JSON_NUMBER_CHARACTERS = limit(
    _REQUEST, "One number in a JSON body", 512, "characters", past="400 `JsonTooLarge`"
)
HEADERS_BYTES = limit(
    _REQUEST, "All headers together", 32 * KIB, "bytes", past="431 `HeadersTooLarge`"
)
HEADER_BYTES = limit(
    _REQUEST, "One header", 8 * KIB, "bytes", past="431 `HeadersTooLarge`"
)
TARGET_BYTES = limit(
    _REQUEST, "Path and query together", 8 * KIB, "bytes", past="414 `UriTooLong`"
)
PATH_LOGGED = limit(
    _REQUEST, "A path in the access log", 1000, "characters", past="it is cut"
)
QUERY_PARAMETERS = limit(
    _REQUEST, "Parameters of a query", 100, "parameters", past="400 `QueryInvalid`"
)
FORM_BYTES = limit(
    _REQUEST,
    "All that an upload has around its file",
    64 * KIB,
    "bytes",
    past="413 `BodyTooLarge`, or 400 `FormBroken`",
)
FORM_PARTS = limit(_REQUEST, "Parts of a form", 16, "parts", past="400 `FormBroken`")
FORM_FIELD_BYTES = limit(
    _REQUEST,
    "One field of a form, beside the file",
    16 * KIB,
    "bytes",
    past="400 `FormInvalid`",
)
FORM_HEADER_BYTES = limit(
    _REQUEST,
    "One header of a part of a form; a part has at most 8",
    4 * KIB,
    "bytes",
    past="400 `FormBroken`",
)
FAULTS_LISTED = limit(
    _REQUEST,
    "Entries of `errors` in one response",
    100,
    "entries",
    past="the first ones are listed",
)
FAULTS_BYTES = limit(
    _REQUEST,
    "The list `errors` in one response",
    64 * KIB,
    "bytes",
    past="the first entries are listed",
)
FAULT_CHARACTERS = limit(
    _REQUEST,
    "Each text in `errors`, and `detail`",
    1000,
    "characters",
    past="the text is cut, and ends with `…`",
)
