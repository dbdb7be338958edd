"""Every route has a summary, a name, and a test that calls it."""

import re

import msgspec

from house import ROOT, hold
from koncern.api.http import Route
from koncern.api.http.error_messages import explain
from koncern.worker import ROUTES

ROOTS = ("/api/v1/{app_id}", "/api")


def test_every_route_has_a_summary() -> None:
    hold(
        "a handler's sentence is its route's summary",
        (_told(route) for route in ROUTES if not route.summary.endswith(".")),
        "give the handler a docstring: one sentence in the imperative",
    )


def test_no_two_routes_have_one_name() -> None:
    names = [route.name for route in ROUTES]

    hold(
        "an operation's name is its own",
        {name for name in names if names.count(name) > 1},
        "rename one of the handlers",
    )


def test_every_form_of_a_text_is_told_in_words() -> None:
    kinds = [kind for route in ROUTES for kind in (route.body, route.query) if kind]
    _, schemas = msgspec.json.schema_components(kinds)

    hold(
        "no regular expression is told to people",
        (
            said
            for pattern in _patterns(schemas)
            for said in [explain(f"Expected `str` matching regex {pattern!r}")]
            if said.startswith("must have the form")
        ),
        "say in api/http/error_messages.py what the form is",
    )


def test_every_route_is_called_by_a_test() -> None:
    tests = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.parent.name != "house"
    ]

    hold(
        "every route has a test file that calls it",
        (
            _told(route)
            for route in ROUTES
            if not any(_mention(route).search(text) for text in tests)
        ),
        "write tests/<dialect>/test_<verb>.py: through HTTP, names that end a sentence",
    )


def _patterns(schema: object) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(_patterns, schema))
    if not isinstance(schema, dict):
        return set()
    own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    return own.union(*map(_patterns, schema.values()))


def _told(route: Route) -> str:
    return f"{route.method} {route.path}"


def _mention(route: Route) -> re.Pattern[str]:
    """Return what a test's own path to a route looks like, ids filled in somehow."""
    root = next(root for root in ROOTS if route.path.startswith(root))
    path = re.sub(r"\\{\w+\\}", r'[^/"]+', re.escape(route.path.removeprefix(root)))
    return re.compile(path + r'["?]')
