"""A mail that is asked for elsewhere than somebody signed up."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from accounts import EMAIL

from letters import token_for
from service import serving
from world import Operator, World

HOME, STRANGER = "2001:db8:1:2::3", "198.51.100.7"
MINE, THEIRS = "the owner's password", "the stranger's password"


@pytest.fixture(scope="module")
def url(data: Path) -> Iterator[str]:
    """A service behind one proxy, which tells it where clients are."""
    with serving(data, KONCERN_PROXIES="1") as service:
        yield service.url


@pytest.fixture
def world(url: str, operator: Operator) -> Iterator[World]:
    """An app of the test's own on that service."""
    fresh = World(url, operator)
    yield fresh
    fresh.close()


def post(world: World, client: str, path: str, **body: Any) -> httpx.Response:
    headers = {"x-forwarded-for": client}
    return world.anonymous().post(f"/auth/{path}", json=body, headers=headers)


def code(reply: httpx.Response) -> tuple[int, str | None]:
    return reply.status_code, reply.json().get("code")


def sign_up(world: World, client: str, password: str) -> None:
    reply = post(world, client, "register", email=EMAIL, password=password)
    assert reply.status_code == 202


def ask_again(world: World, client: str) -> str:
    """Ask for the mail again; return the token that it brings."""
    reply = post(world, client, "verify-email/resend", email=EMAIL)
    assert reply.status_code == 202
    return token_for(world, EMAIL)


def test_a_stranger_who_signed_up_first_does_not_set_the_password(world: World):
    sign_up(world, STRANGER, THEIRS)
    token = ask_again(world, HOME)

    assert code(post(world, HOME, "verify-email", token=token)) == (
        *(400, "PasswordNeeded"),
    )

    confirmed = post(world, HOME, "verify-email", token=token, password=MINE)
    assert confirmed.status_code == 200
    tried = [
        post(world, HOME, "login", email=EMAIL, password=each).status_code
        for each in (MINE, THEIRS)
    ]
    assert tried == [200, 401]


def test_so_it_is_when_the_owners_own_sign_up_is_long_forgotten(world: World):
    sign_up(world, HOME, MINE)
    world.operator.query("DELETE FROM sign_up WHERE app_id = $1", world.app)
    sign_up(world, STRANGER, THEIRS)
    token = ask_again(world, HOME)

    assert post(world, HOME, "verify-email", token=token).status_code == 400


def test_who_asks_from_where_they_signed_up_needs_no_password(world: World):
    sign_up(world, HOME, MINE)
    token = ask_again(world, "2001:db8:1:2::ffff")

    assert post(world, STRANGER, "verify-email", token=token).status_code == 200
    reply = post(world, HOME, "login", email=EMAIL, password=MINE)
    assert reply.status_code == 200


def test_a_sign_up_of_before_clients_were_kept_still_works(world: World):
    sign_up(world, HOME, MINE)
    world.operator.query(
        "UPDATE sign_up SET client = NULL WHERE app_id = $1", world.app
    )
    token = ask_again(world, STRANGER)

    assert post(world, HOME, "verify-email", token=token).status_code == 200
