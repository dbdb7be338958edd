"""Health: whether the process lives, and whether it can serve."""

import httpx
import pytest

from service import Service


def test_live_says_that_the_process_lives(service: Service):
    reply = httpx.get(f"{service.url}/health/live", timeout=30)

    assert (reply.status_code, reply.json()) == (200, {"status": "live"})
    assert reply.headers["cache-control"] == "no-store"


def test_ready_says_that_the_database_answers(service: Service):
    reply = httpx.get(f"{service.url}/health/ready", timeout=30)

    assert (reply.status_code, reply.json()) == (200, {"status": "ready"})


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_head_is_answered_without_a_body(service: Service, path: str):
    reply = httpx.head(f"{service.url}{path}", timeout=30)

    assert (reply.status_code, reply.content) == (200, b"")
