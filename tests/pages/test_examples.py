"""The examples of the OpenAPI documents: sent as they stand, they work.

Only ids and tokens are exchanged for real ones.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from stage import Stage

from koncern.api.http import Route
from koncern.api.pages import examples
from koncern.worker import ROUTES
from world import World


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_it_works_as_it_stands(world: World, route: Route):
    reply = Stage(world, route).play()

    assert reply.status_code == route.status, reply.text
    if route.shows is not None:
        differences = list(differing(reply.json(), examples.answer_of(route), ""))
        assert differences == []


def differing(answered: Any, example: Any, place: str) -> Iterator[str]:
    """Find where an answer has another form than its example; cursors may be absent."""
    if isinstance(answered, dict) and isinstance(example, dict):
        if place != "/pagination" and answered.keys() != example.keys():
            yield f"{place}: {sorted(answered.keys() ^ example.keys())}"
        for key in answered.keys() & example.keys():
            yield from differing(answered[key], example[key], f"{place}/{key}")
    elif isinstance(answered, list) and isinstance(example, list):
        for one, other in zip(answered, example, strict=False):
            yield from differing(one, other, f"{place}/-")
    elif type(answered) is not type(example):
        yield f"{place}: {answered!r}, not {example!r}"
