"""Headers: the request line and the headers, read before anything else is done.

A header that may stand only once is refused when it comes twice: the server and a proxy
in front of it might each take another one. Lists that come in several lines are joined.
A body is chunked or has a length, so that nobody can take its end for a request.
"""

from itertools import chain
from typing import Any

from koncern import limits
from koncern.api.http.call import HeaderInvalid
from koncern.base import Failure, Fault

ONCE = frozenset(
    {
        b"authorization",
        b"content-disposition",
        b"content-length",
        b"content-location",
        b"content-type",
        b"date",
        b"expect",
        b"from",
        b"host",
        b"idempotency-key",
        b"if-modified-since",
        b"if-range",
        b"if-unmodified-since",
        b"max-forwards",
        b"origin",
        b"range",
        b"referer",
        b"sequence-version",
        b"user-agent",
        b"x-request-id",
    }
)
"""Headers that have one value (RFC 9110); every other one is a list."""


class HeadersTooLarge(Failure):
    """The headers of the request are too large; send fewer or shorter ones."""


class UriTooLong(Failure):
    """The path and the query are too long; send shorter ones."""


def read_head(scope: Any) -> tuple[dict[bytes, bytes], Failure | None]:
    """Return the headers by name, and what is wrong with the request line or with them.

    If the headers are too large, none are returned: nothing may be done with them.
    """
    raw_path = scope.get("raw_path") or scope["path"].encode()
    if len(raw_path) + len(scope["query_string"]) > limits.TARGET_BYTES:
        detail = (
            f"{UriTooLong.sentence()} At most {limits.TARGET_BYTES} bytes together."
        )
        return {}, UriTooLong(detail)
    pairs = scope["headers"]
    headers: dict[bytes, bytes] = dict(pairs)
    whole = len(b"".join(chain.from_iterable(pairs)))
    if whole > limits.HEADERS_BYTES:
        return {}, _too_large(f"At most {limits.HEADERS_BYTES} bytes together.")
    if whole > limits.HEADER_BYTES and any(
        len(name) + len(value) > limits.HEADER_BYTES for name, value in pairs
    ):
        return {}, _too_large(f"At most {limits.HEADER_BYTES} bytes each.")
    if len(headers) < len(pairs) or b"transfer-encoding" in headers:
        return _joined(pairs)
    return headers, None


def is_refused(scope: Any) -> bool:
    """Tell whether a request is refused for its head alone."""
    return read_head(scope)[1] is not None


def _too_large(detail: str) -> HeadersTooLarge:
    return HeadersTooLarge(f"{HeadersTooLarge.sentence()} {detail}")


def _joined(
    pairs: list[tuple[bytes, bytes]],
) -> tuple[dict[bytes, bytes], Failure | None]:
    """Join what comes in several lines, in their order; name what may come only once."""
    lines: dict[bytes, list[bytes]] = {}
    for name, value in pairs:
        lines.setdefault(name, []).append(value)
    joined = {name: b", ".join(values) for name, values in lines.items()}
    faults = [
        Fault(f"/{name.decode().title()}", "must be sent only once")
        for name, values in lines.items()
        if len(values) > 1 and name in ONCE
    ]
    coding = joined.get(b"transfer-encoding", b"chunked").lower()
    if coding != b"chunked":
        faults.append(Fault("/Transfer-Encoding", "must be chunked, and nothing else"))
    elif b"transfer-encoding" in joined and b"content-length" in joined:
        detail = "must not be sent along with Transfer-Encoding"
        faults.append(Fault("/Content-Length", detail))
    return joined, HeaderInvalid(faults=faults) if faults else None
