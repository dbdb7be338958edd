"""Schemas as HTML: a JSON Schema as people read it, nested as the JSON is."""

from collections.abc import Iterator
from typing import Any

from koncern.api.pages.markup import Html, code, prose, tag
from koncern.api.pages.schemas import REF, Schema

OPEN_LEVELS = 1
LEVELS_MAX = 8


class Shapes:
    """Draws the schemas of one document."""

    def __init__(self, document: dict[str, Any], *, is_answer: bool = False) -> None:
        self._schemas: dict[str, Schema] = document["components"]["schemas"]
        self._is_answer = is_answer

    def draw(self, schema: Schema, level: int = 0) -> Html | None:
        """Return the fields of an object, or of a list's items, nested."""
        inner = self._inside(schema)
        if inner is None or level > LEVELS_MAX:
            return None
        required = inner.get("required", [])
        rows = [
            self._field(name, field, level, is_required=name in required)
            for name, field in inner["properties"].items()
        ]
        return tag("ul", rows, class_="fields")

    def name_of(self, schema: Schema) -> str:
        """Return what a schema is called in a sentence."""
        if "$ref" in schema:
            name: str = schema["$ref"].removeprefix(REF)
            kind = self._schemas[name]
            return str(kind["type"]) if "enum" in kind else name
        if "anyOf" in schema:
            return " or ".join(self.name_of(arm) for arm in schema["anyOf"])
        if schema.get("type") == "array":
            items = schema.get("items")
            return f"list of {self.name_of(items)}" if items else "list"
        return str(schema.get("format", schema.get("type", "anything")))

    def kind_of(self, schema: Schema) -> str:
        """Return what a value is, and how long it may be."""
        spans = [span for arm in self._arms(schema) if (span := _span(arm))]
        return ", ".join([self.name_of(schema), *spans[:1]])

    def notes(self, schema: Schema) -> Iterator[str]:
        """Say what else must hold of a value."""
        for arm in self._arms(schema):
            if "enum" in arm:
                yield "one of " + ", ".join(f"`{value}`" for value in arm["enum"])
        if schema.get("default") is not None:
            yield f"when absent: `{schema['default']}`"

    def _field(
        self, name: str, field: Schema, level: int, *, is_required: bool
    ) -> Html:
        about = [
            field.get("description"),
            *(arm.get("description") for arm in field.get("anyOf", [])),
        ]
        said = [prose(text) for text in about if text]
        notes = [prose(note) for note in self.notes(field)]
        line = [
            code(name),
            tag("span", self.kind_of(field), class_="kind"),
            self._must(is_required=is_required),
        ]
        rest = [tag("p", text) for text in said]
        rest += [tag("p", note, class_="note") for note in notes]
        inner = self.draw(field, level + 1)
        if inner is None:
            return tag("li", tag("div", line, class_="line"), rest)
        opened = "" if level < OPEN_LEVELS and not self._is_answer else None
        return tag("li", tag("details", tag("summary", line), rest, inner, open=opened))

    def _must(self, *, is_required: bool) -> Html | None:
        """Say what is not the usual: a field that must be sent, or may not come."""
        if self._is_answer:
            return None if is_required else tag("span", "or absent", class_="kind")
        return tag("span", "required", class_="must") if is_required else None

    def _inside(self, schema: Schema) -> Schema | None:
        """Return the object whose fields are worth drawing, if there is one."""
        for arm in self._arms(schema):
            if "properties" in arm:
                return arm
            if "items" in arm:
                return self._inside(arm["items"])
        return None

    def _arms(self, schema: Schema) -> Iterator[Schema]:
        if "$ref" in schema:
            yield from self._arms(self._schemas[schema["$ref"].removeprefix(REF)])
        elif "anyOf" in schema:
            for arm in schema["anyOf"]:
                yield from self._arms(arm)
        else:
            yield schema


def _span(schema: Schema) -> str | None:
    """Say how long, how many or how much something may be."""
    for low, high, unit in (
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
        ("minimum", "maximum", ""),
    ):
        if high in schema and low in schema:
            return f"{schema[low]} to {schema[high]}{unit}"
        if high in schema:
            return f"at most {schema[high]}{unit}"
    return None
