"""Bodies with very many faults: each is refused, shortly, in little time."""

import time
from typing import Any
from uuid import uuid4

import pytest
from bombs import bombs

from koncern import limits
from koncern.api.http import MULTIPART, Route, problem
from koncern.api.http.bodies import decode_body
from koncern.base import Failure
from koncern.worker import ROUTES
from world import World, add_customer

SECONDS_MAX = 0.1
"""CPU that one body may take, of 1 MB and of any form."""

TRIES = 3
"""The machine that tests run on may be busy: of so many tries the quickest counts."""

WITH_BODY = [
    each for each in ROUTES if each.body is not None and each.takes != MULTIPART
]
KINDS = {str(each.body): each.body for each in WITH_BODY}
PUBLIC = [each for each in WITH_BODY if each.is_public]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_no_body_takes_long_or_is_answered_at_length(kind: type):
    for name, body in bombs(kind):
        failure, seconds = refused(body, kind)
        for _ in range(TRIES - 1):
            if seconds > SECONDS_MAX:
                _, seconds = refused(body, kind)

        assert seconds <= SECONDS_MAX, f"{name}: {seconds:.3f} s"
        if failure is not None:
            told = problem(failure, "request", "customers").raw()
            assert len(told) <= limits.FAULTS_BYTES + 8 * limits.KIB, name
            assert len(failure.faults) <= limits.FAULTS_LISTED, name


def refused(body: bytes, kind: Any) -> tuple[Failure | None, float]:
    """Decode a body; return what it is refused for, and the CPU that this took."""
    start = time.process_time()
    failure = None
    try:
        decode_body(body, kind)
    except Failure as caught:
        failure = caught
        problem(caught, "request", "customers").raw()
    return failure, time.process_time() - start


@pytest.mark.parametrize("route", PUBLIC, ids=lambda route: route.name)
def test_nobody_gets_a_long_answer(world: World, route: Route):
    path = route.path.replace("{app_id}", str(world.app))
    for name, body in bombs(route.body):
        small = body[: route.body_bytes_max(limits.BODY_BYTES) - 1]
        for content in (body, small):
            reply = world.anonymous().request(
                route.method,
                world.url + path,
                content=content,
                headers={"content-type": "application/json"},
            )
            assert 400 <= reply.status_code < 500, name
            assert len(reply.content) < limits.FAULTS_BYTES + 8 * limits.KIB, name


def test_very_many_unknown_ids_are_told_shortly(world: World):
    client = world.customers()
    ids = [str(uuid4()) for _ in range(10_000)]
    owner = add_customer(client)

    start = time.monotonic()
    reply = client.post(
        "/customer-organizations", json={"ownerId": owner, "memberIds": ids}
    )

    assert time.monotonic() - start < 10
    assert reply.json()["code"] == "CustomersUnknown"
    assert len(reply.json()["errors"]) == limits.FAULTS_LISTED


def test_an_error_is_cut_where_it_repeats_what_was_sent(world: World):
    long = "x" * 400_000
    for body in ({"tax_status": long}, {long: 1}, {"custom_fields": {long: "\u202e"}}):
        reply = world.machine().post("/organisations", json=body)

        assert reply.status_code == 400
        for each in reply.json()["errors"]:
            assert len(each["pointer"]) <= limits.FAULT_CHARACTERS
            assert len(each["detail"]) <= limits.FAULT_CHARACTERS
