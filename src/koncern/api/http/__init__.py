"""HTTP: what both dialects share, from the socket to the handler and back.

parse (`bodies`) → who asks (`sign_in`, `limits`) → act (`repeats`) → show (`reply`),
and one shape for every error (`problems`). `dispatch` reads all of that in order.
"""

from koncern.api.http.bodies import (
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
from koncern.api.http.call import Call, HeaderInvalid
from koncern.api.http.dispatch import Dispatcher
from koncern.api.http.evenly import evenly
from koncern.api.http.fairness import Overloaded, TooManyAtOnce
from koncern.api.http.faults import under_pointer
from koncern.api.http.forms import (
    MULTIPART,
    Form,
    FormBroken,
    FormInvalid,
    FormTypeWrong,
    read_form,
)
from koncern.api.http.heads import HeadersTooLarge, UriTooLong, is_refused
from koncern.api.http.json_text import JsonTooLarge
from koncern.api.http.lengths import content_length
from koncern.api.http.paced import Paced
from koncern.api.http.problems import (
    PROBLEM,
    MethodWrong,
    PathUnknown,
    phrase_of,
    problem,
    status_of,
)
from koncern.api.http.queries import QueryInvalid
from koncern.api.http.ranges import RangeUnsatisfiable, asked_span
from koncern.api.http.rate_limits import RateExceeded
from koncern.api.http.repeats import key_of, once, repeated
from koncern.api.http.reply import Pagination, Reply, listed, shown
from koncern.api.http.routes import JSON, TEXTS, PathInvalid, Route, Unit, route, under
from koncern.api.http.sending import is_known
from koncern.api.http.sign_in import NobodySignedIn
from koncern.api.http.sockets import watch_sockets
from koncern.api.http.versions import VERSION, UnrecognisedApiVersion
from koncern.api.http.watch import configure_logs, metrics

__all__ = [
    "JSON",
    "MULTIPART",
    "PROBLEM",
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
    "Dispatcher",
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
