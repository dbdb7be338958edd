"""An Idempotency-Key belongs to one request: another one that brings it is refused."""

import json
import re
from itertools import permutations

import httpx
import msgspec
import pytest
from stage import Stage

from koncern.api.http import Route
from koncern.worker import ROUTES
from world import World

KEY = {"idempotency-key": "of one request"}

KEYED = [each for each in ROUTES if each.takes_key]
NAMING = [each for each in KEYED if re.search("{(?!app_id)", each.path)]
"""Those whose path names something."""


def takes(route: Route, example: object) -> bool:
    """Tell whether a route takes the body that is the example of another one."""
    try:
        msgspec.json.decode(json.dumps(example), type=route.body)
    except msgspec.ValidationError:
        return False
    return True


TWINS = [
    pytest.param(one, other, id=f"{one.name}-{other.name}")
    for one, other in permutations([each for each in KEYED if each not in NAMING], 2)
    if one.dialect == other.dialect and takes(other, one.example)
]
"""Pairs of routes of which the second takes what is sent to the first."""


def played(stage: Stage, route: Route) -> bytes:
    """Send the example with the key; return the response."""
    reply = stage.play(**KEY)
    assert reply.status_code == route.status, reply.text
    return reply.content


def code(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json().get("code", "")


@pytest.mark.parametrize("route", NAMING, ids=lambda route: route.name)
def test_the_same_body_for_something_else_is_refused(world: World, route: Route):
    stage = Stage(world, route)
    first = played(stage, route)

    assert code(stage.play(stage.elsewhere, **KEY)) == (409, "KeyReused")
    if route.takes_if_match:
        other_version = KEY | {"if-match": '"1"'}
        assert code(stage.play(**other_version)) == (409, "KeyReused")
    assert played(stage, route) == first


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_the_same_body_for_another_operation_is_refused(
    world: World, one: Route, other: Route
):
    stage = Stage(world, one)
    first = played(stage, one)
    path = other.path.replace("{app_id}", str(world.app))

    assert code(stage.play(path, **KEY)) == (409, "KeyReused")
    assert played(stage, one) == first


def test_only_posts_take_keys():
    assert {each.method for each in KEYED} == {"POST"}
    assert TWINS
    assert all(each in NAMING for each in KEYED if each.takes_if_match)
