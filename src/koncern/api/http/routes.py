"""Routes: which handler answers which method and path, and what it takes.

Paths are matched by a walk through their segments, not by trying one pattern after
the other: it takes the same time for the last route as for the first.
"""

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote
from uuid import UUID

import msgspec

from koncern import limits
from koncern.api.http.problems import MethodWrong, PathUnknown
from koncern.api.http.reply import Reply
from koncern.base import Failure, Fault, Invalid, PageAsked, find_harmful

JSON = "application/json"

TEXTS = frozenset({"alias", "field", "key", "slug"})
"""The names of path parameters that are texts; every other one is a UUID."""


class PathInvalid(Invalid):
    """An id or a name in the path cannot be one; `errors` names it."""


_SIGNING_IN = ("/auth/login", "/auth/refresh", "/auth/logout")


class Unit(StrEnum):
    """The unit of work that a handler is given."""

    SINGLE = "one statement: one round trip"
    TRANSACTION = "several statements"
    OWN = "none: the handler opens its own"


class Route(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One operation: where it is, who answers, what it takes and shows."""

    method: str
    path: str
    act: Callable[[Any], Awaitable[Reply]]
    dialect: str = ""
    tag: str = ""
    body: type | None = None
    takes: str = JSON
    body_bytes: int = 0
    gives: str = JSON
    query: type | None = None
    shows: Any = None
    status: int = 200
    unit: Unit = Unit.TRANSACTION
    widens: Callable[[Any], bool] | None = None
    is_public: bool = False
    takes_if_match: bool = False
    names: str = ""
    is_told_once: bool = False
    failures: tuple[type[Failure], ...] = ()
    example: Any = None

    @cached_property
    def summary(self) -> str:
        """What it does: the handler's sentence."""
        return (self.act.__doc__ or "").strip().split("\n")[0]

    @cached_property
    def name(self) -> str:
        """Its name among all operations: the handler's module and name."""
        module = self.act.__module__.rsplit(".", 1)[-1]
        return f"{self.dialect}.{module}.{self.act.__name__}"

    @property
    def is_paged(self) -> bool:
        """Whether it answers with a page of a list."""
        return self.query is not None and issubclass(self.query, PageAsked)

    def is_single(self, asked: Any) -> bool:
        """Tell whether one statement will do, for a body (or query) as most are."""
        if self.unit is not Unit.SINGLE:
            return False
        return self.widens is None or not self.widens(asked)

    def body_bytes_max(self, most: int) -> int:
        """Return how large a body may be, where `most` is what any call takes."""
        if self.body is None:
            return min(limits.EMPTY_BODY_BYTES, most)
        if self.is_public:
            most = min(limits.PUBLIC_BODY_BYTES, most)
        return min(self.body_bytes or most, most)

    @cached_property
    def takes_key(self) -> bool:
        """Whether an Idempotency-Key makes a repeat harmless."""
        own = self.unit is Unit.OWN and not self.is_streamed
        return self.method == "POST" and not own

    @cached_property
    def works_on_full_disk(self) -> bool:
        """Whether it writes nothing, makes room, or lets people in who will make some."""
        return self.method in {"GET", "DELETE"} or self.path.endswith(_SIGNING_IN)

    @cached_property
    def creates(self) -> str:
        """The field that names what it makes, if it makes something; it ends its path."""
        return self.names or ("id" if self.status == 201 else "")

    @cached_property
    def takes_prefer(self) -> bool:
        """Whether its body can be left out, because the record can be read."""
        shows_a_record = self.shows is not None and not self.is_told_once
        return self.method != "GET" and shows_a_record and not self.is_public

    @cached_property
    def is_streamed(self) -> bool:
        """Whether the handler takes the body piece by piece, as it is no JSON."""
        return self.takes != JSON


def route(
    method: str, path: str, act: Callable[[Any], Awaitable[Reply]], **about: Any
) -> Route:
    """Describe one operation."""
    return Route(method=method, path=path, act=act, **about)


def under(prefix: str, dialect: str, parts: dict[str, Sequence[Route]]) -> list[Route]:
    """Put the routes of a dialect's parts under its prefix."""
    return [
        msgspec.structs.replace(each, path=prefix + each.path, dialect=dialect, tag=tag)
        for tag, routes in parts.items()
        for each in routes
    ]


class Found(NamedTuple):
    """The route of a request, and the ids and texts in its path."""

    route: Route
    ids: dict[str, UUID]
    texts: dict[str, str]


class Router:
    """A tree of path segments; `{id}` matches any one segment."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._root = _Place()
        for each in routes:
            place = self._root
            names = []
            for segment in each.path.strip("/").split("/"):
                if segment.startswith("{"):
                    names.append(segment.strip("{}"))
                    place.any = place.any or _Place()
                    place = place.any
                else:
                    place = place.below.setdefault(segment, _Place())
            place.methods[each.method] = (each, names)

    def find(self, method: str, path: str, raw_path: bytes = b"") -> Found:
        """Return the route of a request, or say why there is none.

        In a raw path that is given, `%2F` is part of a text and does not end it.
        """
        place = self._root
        values = []
        segments = path[1:].split("/")
        if b"%" in raw_path:
            segments = [unquote(raw.decode()) for raw in raw_path[1:].split(b"/")]
        for segment in segments:
            below = place.below.get(segment)
            if below is None:
                below = place.any
                if below is None or not segment:
                    raise PathUnknown
                values.append(segment)
            place = below
        methods = place.methods
        if not methods:
            raise PathUnknown
        found = methods.get("GET" if method == "HEAD" else method)
        if found is None:
            allowed = sorted(methods) + (["HEAD"] if "GET" in methods else [])
            raise MethodWrong(allow=allowed)
        return Found(found[0], *_read(found[1], values))


class _Place:
    """A place in the tree: what lies below it, by its segment or any, and what is here."""

    __slots__ = ("any", "below", "methods")

    def __init__(self) -> None:
        self.below: dict[str, _Place] = {}
        self.any: _Place | None = None
        self.methods: dict[str, tuple[Route, list[str]]] = {}


def _read(
    names: list[str], values: list[str]
) -> tuple[dict[str, UUID], dict[str, str]]:
    """Read what stands in a path; msgspec takes a quarter of the time that UUID does."""
    ids, texts = {}, {}
    faults = []
    for name, value in zip(names, values, strict=True):
        if name in TEXTS:
            texts[name] = value
            faults += [Fault(f"/{name}", each.detail) for each in find_harmful(value)]
            continue
        try:
            ids[name] = msgspec.convert(value, UUID)
        except msgspec.ValidationError:
            faults.append(Fault(f"/{name}", "is no UUID"))
    if faults:
        raise PathInvalid(faults=faults)
    return ids, texts
