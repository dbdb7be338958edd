"""Links: where to go on from an answer, as OpenAPI tells it.

Nobody writes them down: they follow from the paths. An answer holds the name of a
thing (its id, its slug, its key) when it made one, lists some, or has a field that is
called as the thing is. It links to every operation whose path that name completes,
together with what its own path has named already; and a page links to the next one.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from koncern.api.http import Route
from koncern.api.pages.path_parameters import Name, names_in
from koncern.api.pages.schemas import REF, Schema, query_fields

MADE = 201

FIELDS = {"company": "organisation"}
"""The noun of a field, where its own name is another."""

Link = dict[str, Any]


class Links:
    """The links of one document."""

    def __init__(self, routes: Sequence[Route], schemas: dict[str, Schema]) -> None:
        self._schemas = schemas
        self._taken = {
            route.name: {name: parameter for _, parameter, name in names_in(route.path)}
            for route in routes
        }
        self._names = {name for taken in self._taken.values() for name in taken}
        self._items = {
            route.path.rpartition("/{")[0]: [*names_in(route.path)][-1][2]
            for route in routes
            if route.path.endswith("}")
        }

    def of(self, route: Route, answer: Schema) -> dict[str, Link]:
        """Return the links from an operation's answer, by the operation they lead to."""
        known = {
            name: f"$request.path.{parameter}"
            for name, parameter in self._taken[route.name].items()
        }
        said: dict[Name, str] = {}
        for name, pointer in self._ids_in(route, answer):
            if name not in known:
                said.setdefault(name, f"$response.body#{pointer}")
        links = {
            target: {
                "operationId": target,
                "parameters": {
                    parameter: (known | said)[name] for name, parameter in taken.items()
                },
            }
            for target, taken in self._taken.items()
            if said.keys() & taken.keys() and taken.keys() <= (known | said).keys()
        }
        if route.is_paged:
            links[route.name] = self._next_page(route)
        return links

    def _ids_in(self, route: Route, answer: Schema) -> Iterator[tuple[Name, str]]:
        """Find what an answer names, and where: what it made, lists, or speaks of."""
        item = self._items.get(route.path)
        fields = self._fields(answer)
        if item and route.status == MADE and item.field in fields:
            yield item, f"/{item.field}"
        for label, field in fields.items():
            if item and item.field in self._fields(field.get("items", {})):
                yield item, f"/{label}/0/{item.field}"
            noun = FIELDS.get(label, label.replace("_", " "))
            for name in {Name(noun, key) for key in self._fields(field)}:
                if name in self._names:
                    yield name, f"/{label}/{name.field}"

    def _fields(self, schema: Schema) -> dict[str, Schema]:
        """Return the fields of an object, looked up where it is only referred to."""
        for arm in (schema, *schema.get("anyOf", [])):
            kind = self._schemas.get(arm.get("$ref", "").removeprefix(REF), arm)
            if "properties" in kind:
                return dict(kind["properties"])
        return {}

    def _next_page(self, route: Route) -> Link:
        """Lead to the next page: the same question, after where this page ends."""
        assert route.query is not None
        path = {
            parameter: f"$request.path.{parameter}"
            for parameter in self._taken[route.name].values()
        }
        asked = {
            name: f"$request.query.{name}"
            for name, _, _ in query_fields(route.query)
            if name != "before"
        }
        after = {"after": "$response.body#/pagination/after"}
        return {
            "operationId": route.name,
            "description": "The next page.",
            "parameters": path | asked | after,
        }
