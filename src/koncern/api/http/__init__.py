"""HTTP: what both dialects share, from the socket to the handler and back.

parse (`bodies`) → who asks (`sign_in`, `rate_limits`) → act (`idempotency`) → show (`reply`),
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
from koncern.api.http.constant_time import in_constant_time
from koncern.api.http.dispatch import Dispatcher
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
from koncern.api.http.header_numbers import content_length
from koncern.api.http.headers import HeadersTooLarge, UriTooLong, is_refused
from koncern.api.http.idempotency import find_replay, key_of, run_once
from koncern.api.http.json_text import JsonTooLarge
from koncern.api.http.limited_pages import LimitedPages
from koncern.api.http.observability import configure_logs, metrics
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
from koncern.api.http.reply import Pagination, Reply, listed, shown
from koncern.api.http.routes import JSON, TEXTS, PathInvalid, Route, Unit, route, under
from koncern.api.http.sending import is_known
from koncern.api.http.sign_in import NobodySignedIn
from koncern.api.http.sockets import watch_sockets
from koncern.api.http.versions import VERSION, UnrecognisedApiVersion

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
    "LimitedPages",
    "MethodWrong",
    "NobodySignedIn",
    "Overloaded",
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
    "find_replay",
    "in_constant_time",
    "is_known",
    "is_refused",
    "key_of",
    "listed",
    "metrics",
    "phrase_of",
    "problem",
    "read_entries",
    "read_form",
    "route",
    "run_once",
    "shown",
    "status_of",
    "under",
    "under_pointer",
    "watch_sockets",
]
