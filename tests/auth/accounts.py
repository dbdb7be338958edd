"""People who sign up by themselves."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import httpx
from signing_in import PASSWORD

from letters import token_for
from world import World

EMAIL = "dora@example.com"
OTHER_PASSWORD = "another horse battery staple"


def ask(world: World, path: str, **body: Any) -> httpx.Response:
    """Call a public operation."""
    return world.anonymous().post(path, json=body)


def sign_up(world: World, email: str = EMAIL, **more: Any) -> httpx.Response:
    """Sign up through the API."""
    return ask(world, "/auth/register", **{"email": email, "password": PASSWORD} | more)


def join(world: World, email: str = EMAIL, **more: Any) -> None:
    """Sign up and confirm the address: from then on there is a user."""
    assert sign_up(world, email, **more).status_code == 202
    reply = ask(world, "/auth/verify-email", token=token_for(world, email))
    assert reply.status_code == 200, reply.text


def log_in(world: World, password: str = PASSWORD, email: str = EMAIL) -> int:
    """Try to sign in; return the status."""
    return ask(world, "/auth/login", email=email, password=password).status_code


def users_of(world: World) -> list[dict[str, Any]]:
    """Return an app's users as they are kept."""
    return world.operator.query(
        'SELECT id::text, email, email_verified FROM "user" WHERE app_id = $1',
        world.app,
    )


def told(reply: httpx.Response) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return reply.status_code, reply.json()["code"]


def forget_counts(world: World) -> None:
    """Let a quarter of an hour pass, as far as attempts are counted."""
    world.operator.query("DELETE FROM login_attempt WHERE app_id = $1", world.app)


def seconds(act: Callable[[int], httpx.Response], times: int = 4) -> float:
    """Return how long a call takes that is made several times: the median."""
    taken = []
    for number in range(times):
        start = time.perf_counter()
        reply = act(number)
        taken.append(time.perf_counter() - start)
        assert reply.status_code == 202, reply.text
    return statistics.median(taken)
