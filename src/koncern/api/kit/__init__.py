"""The kit: what both dialects share, from the socket to the handler and back.

parse (`bodies`) → who asks (`sign_in`, `limits`) → act (`repeats`) → show (`reply`),
and one shape for every error (`problems`). `door` reads all of that in order.
"""

from koncern.api.kit.bodies import (
    BodyCompressed,
    BodyCutShort,
    BodyInTinyChunks,
    BodyInvalid,
    BodyTooLarge,
    BodyTooSlow,
    BodyTypeWrong,
    JsonBroken,
    read_entries,
)
from koncern.api.kit.call import Call, HeaderInvalid
from koncern.api.kit.door import Door
from koncern.api.kit.evenly import evenly
from koncern.api.kit.fairness import Overloaded, TooManyAtOnce
from koncern.api.kit.faults import under_pointer
from koncern.api.kit.forms import (
    MULTIPART,
    Form,
    FormBroken,
    FormInvalid,
    FormTypeWrong,
    read_form,
)
from koncern.api.kit.heads import HeadersTooLarge, UriTooLong, is_refused
from koncern.api.kit.json_text import JsonTooLarge
from koncern.api.kit.lengths import content_length
from koncern.api.kit.paced import Paced
from koncern.api.kit.problems import (
    PROBLEM,
    STATUSES,
    MethodWrong,
    PathUnknown,
    phrase_of,
    problem,
    status_of,
)
from koncern.api.kit.queries import QueryInvalid
from koncern.api.kit.ranges import RangeUnsatisfiable, Span, asked_span
from koncern.api.kit.rate_limits import RateExceeded
from koncern.api.kit.repeats import key_of, once, repeated
from koncern.api.kit.reply import Pagination, Reply, listed, shown
from koncern.api.kit.routes import JSON, TEXTS, PathInvalid, Route, Unit, route, under
from koncern.api.kit.sending import is_known
from koncern.api.kit.sign_in import NobodySignedIn
from koncern.api.kit.sockets import watch_sockets
from koncern.api.kit.versions import VERSION, UnrecognisedApiVersion
from koncern.api.kit.watch import configure_logs, metrics

__all__ = [
    "JSON",
    "MULTIPART",
    "PROBLEM",
    "STATUSES",
    "TEXTS",
    "VERSION",
    "BodyCompressed",
    "BodyCutShort",
    "BodyInTinyChunks",
    "BodyInvalid",
    "BodyTooLarge",
    "BodyTooSlow",
    "BodyTypeWrong",
    "Call",
    "Door",
    "Form",
    "FormBroken",
    "FormInvalid",
    "FormTypeWrong",
    "HeaderInvalid",
    "HeadersTooLarge",
    "JsonBroken",
    "JsonTooLarge",
    "MethodWrong",
    "NobodySignedIn",
    "Overloaded",
    "Paced",
    "Pagination",
    "PathInvalid",
    "PathUnknown",
    "QueryInvalid",
    "RangeUnsatisfiable",
    "RateExceeded",
    "Reply",
    "Route",
    "Span",
    "TooManyAtOnce",
    "Unit",
    "UnrecognisedApiVersion",
    "UriTooLong",
    "asked_span",
    "configure_logs",
    "content_length",
    "evenly",
    "is_known",
    "is_refused",
    "key_of",
    "listed",
    "metrics",
    "once",
    "phrase_of",
    "problem",
    "read_entries",
    "read_form",
    "repeated",
    "route",
    "shown",
    "status_of",
    "under",
    "under_pointer",
    "watch_sockets",
]
