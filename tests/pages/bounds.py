"""The bounds that the OpenAPI documents tell, each with values on both sides of it."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import uuid4

from koncern.api.http import JSON
from koncern.api.pages import openapi
from koncern.worker import ROUTES

BOUNDS = {
    "maxLength": "must have at most {} characters",
    "minLength": "must have at least {} characters",
    "maxItems": "must have at most {} items",
    "minItems": "must have at least {} items",
    "maxProperties": "must have at most {} entries",
    "maximum": "must be at most {}",
    "minimum": "must be at least {}",
}
"""What a document calls a bound, and what a fault says of it."""

SHORTER = {
    "must have at least 1 characters": "must not be empty",
    "must have at least 1 items": "must not be empty",
    "must have at most 0 items": "must be empty",
}
Schema = dict[str, Any]


class Bound(NamedTuple):
    """A bound of a field: where it is, how far it goes, and what it bounds."""

    operation: str
    place: str
    keys: tuple[str, ...]
    kind: str
    most: int
    schema: Schema

    def __str__(self) -> str:
        return f"{self.operation} {self.place} {self.path}: {self.kind} {self.most}"

    @property
    def path(self) -> str:
        """The path of the field, as the list of all bounds names it."""
        return "/".join(self.keys)

    @property
    def beyond(self) -> int:
        """The first size that is refused."""
        return self.most + (1 if self.kind.startswith("max") else -1)

    @property
    def saying(self) -> str:
        """How a fault tells that it is passed."""
        told = BOUNDS[self.kind].format(self.most)
        return SHORTER.get(told, told)


class Document:
    """The document of a dialect, and the bounds of what each operation takes."""

    def __init__(self, dialect: str) -> None:
        told = openapi.document(dialect, ROUTES)
        self._schemas: Schema = told["components"]["schemas"]
        self.operations: dict[str, Schema] = {
            f"{method.upper()} {path}": operation
            for path, methods in told["paths"].items()
            for method, operation in methods.items()
        }

    def bounds(self) -> Iterator[Bound]:
        """Yield every bound of every body, query parameter and key."""
        for name, operation in self.operations.items():
            for each in operation.get("parameters", []):
                if each["in"] == "query":
                    keys = (each["name"],)
                    yield from self._bounds(name, "query", keys, each["schema"])
            yield from self._bounds(name, "body", (), self.body_of(name))

    def body_of(self, operation: str) -> Schema:
        """Return the schema of the body that an operation takes as JSON."""
        body = self.operations[operation].get("requestBody", {"content": {}})
        schema: Schema = body["content"].get(JSON, {}).get("schema", {})
        return schema

    def example_of(self, operation: str) -> Any:
        """Return the example of the body that an operation takes."""
        body = self.operations[operation].get("requestBody", {"content": {}})
        return body["content"].get(JSON, {}).get("example")

    def sized(self, bound: Bound, size: int) -> Any:
        """Return a value of a size for the field of a bound."""
        if bound.kind.endswith("Length"):
            return "1" * size
        if bound.kind.endswith("Items"):
            return [self._value(bound.schema.get("items", {})) for _ in range(size)]
        if bound.kind == "maxProperties":
            inner = bound.schema.get("additionalProperties")
            return {f"k{n}": self._value(inner or {}) for n in range(size)}
        return size

    def _bounds(
        self,
        operation: str,
        place: str,
        keys: tuple[str, ...],
        schema: Schema,
        above: frozenset[str] = frozenset(),
    ) -> Iterator[Bound]:
        if (name := schema.get("$ref")) in above:
            return
        schema = self._resolved(schema)
        for kind in BOUNDS.keys() & schema.keys():
            if schema[kind] or kind != "minimum":
                yield Bound(operation, place, keys, kind, schema[kind], schema)
        for key, inner in self._inside(schema):
            below = above | {name} if name else above
            yield from self._bounds(operation, place, (*keys, *key), inner, below)

    def _inside(self, schema: Schema) -> Iterator[tuple[tuple[str, ...], Schema]]:
        """Yield the schemas inside one, each with the keys that lead there."""
        for word in ("anyOf", "oneOf", "allOf"):
            yield from (((), each) for each in schema.get(word, ()))
        for key, each in schema.get("properties", {}).items():
            if not self._resolved(each).get("readOnly") and not each.get("readOnly"):
                yield (key,), each
        for word, key in (("items", "0"), ("additionalProperties", "sv")):
            if isinstance(each := schema.get(word), dict):
                yield (key,), each

    def _resolved(self, schema: Schema) -> Schema:
        if "$ref" in schema:
            found: Schema = self._schemas[schema["$ref"].rpartition("/")[2]]
            return found
        return schema

    def _value(self, schema: Schema) -> Any:
        """Return a value of a schema, as small as it may be; no two texts are the same."""
        schema = self._resolved(schema)
        for word in ("anyOf", "oneOf"):
            if word in schema:
                return self._value(schema[word][0])
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("type") == "object":
            needed = schema.get("required", ())
            return {key: self._value(schema["properties"][key]) for key in needed}
        if schema.get("type") in {"array", "integer", "boolean"}:
            return {"array": [], "integer": 0, "boolean": False}[schema["type"]]
        return str(uuid4())


def placed(value: Any, keys: tuple[str, ...], inner: Any) -> Any:
    """Return a value with another one put where keys lead, made on the way if absent."""
    if not keys:
        return inner
    key, *rest = keys
    if key == "0" and not isinstance(value, dict):
        items = value if isinstance(value, list) and value else [{}]
        return [placed(items[0], tuple(rest), inner)]
    known = value if isinstance(value, dict) else {}
    return known | {key: placed(known.get(key), tuple(rest), inner)}
