"""What one client may try, whoever it names."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from accounts import ask, told
from signing_in import PASSWORD, with_password

from service import Service, serving
from world import Operator, World


@pytest.fixture(scope="module")
def few_tries(data: Path) -> Iterator[Service]:
    """A service behind one proxy, that lets a client try three times in each app."""
    with serving(data, KONCERN_CLIENT_ATTEMPTS_MAX="3", KONCERN_PROXIES="1") as service:
        yield service


@pytest.fixture
def limited(few_tries: Service, operator: Operator) -> Iterator[World]:
    """An app of the test's own on that service."""
    fresh = World(few_tries.url, operator)
    yield fresh
    fresh.close()


def try_from(world: World, told_by_proxy: str, number: int) -> httpx.Response:
    return world.anonymous().post(
        "/auth/login",
        json={"email": f"nobody{number}@example.com", "password": PASSWORD},
        headers={"x-forwarded-for": told_by_proxy},
    )


def test_a_client_that_names_many_addresses_has_to_wait(limited: World):
    replies = [try_from(limited, "192.0.2.1", number) for number in range(4)]

    assert [reply.status_code for reply in replies] == [401, 401, 401, 429]
    assert told(replies[3]) == (429, "TooManyAttempts")
    assert 0 < int(replies[3].headers["retry-after"]) <= 900
    assert try_from(limited, "192.0.2.2", 5).status_code == 401


def test_what_a_client_writes_itself_does_not_hide_it(limited: World):
    for number in range(3):
        try_from(limited, f"198.51.100.{number}, 192.0.2.1", number)

    assert try_from(limited, "203.0.113.9, 192.0.2.1", 4).status_code == 429


def test_a_network_of_ipv6_is_one_client(limited: World):
    for number in range(3):
        try_from(limited, f"2001:db8:1:2::{number}", number)

    assert try_from(limited, "2001:db8:1:2:ffff::1", 4).status_code == 429
    assert try_from(limited, "2001:db8:1:3::1", 5).status_code == 401


@pytest.mark.parametrize(
    "spellings",
    [
        ("192.0.2.1", "192.0.2.1:40001", "::ffff:192.0.2.1", "[::ffff:c000:201]:443"),
        (
            "2001:db8:1:2::1",
            "[2001:DB8:1:2::2]",
            "[2001:db8:1:2::3]:8080",
            "2001:db8:1:2::",
        ),
    ],
)
def test_a_client_is_one_however_it_is_written(
    limited: World, spellings: tuple[str, ...]
):
    replies = [
        try_from(limited, spelled, number) for number, spelled in enumerate(spellings)
    ]

    assert [reply.status_code for reply in replies] == [401, 401, 401, 429]


def test_two_clients_are_two_in_either_spelling(limited: World):
    for number in range(3):
        try_from(limited, "::ffff:192.0.2.1", number)

    assert try_from(limited, "::ffff:192.0.2.2", 4).status_code == 401


def test_everything_public_counts_together(limited: World):
    assert (
        ask(limited, "/auth/forgot-password", email="a@example.com").status_code == 202
    )
    assert ask(limited, "/auth/verify-email", token="kv_x").status_code == 400
    third = ask(limited, "/auth/verify-email/resend", email="b@example.com")
    assert third.status_code == 202

    for reply in (
        ask(limited, "/auth/register", email="c@example.com", password=PASSWORD),
        ask(limited, "/auth/reset-password", token="kp_x", password=PASSWORD),
    ):
        assert reply.status_code == 429


def test_a_success_does_not_count(limited: World):
    email = with_password(limited)

    replies = [
        ask(limited, "/auth/login", email=email, password=PASSWORD) for _ in range(6)
    ]

    assert {reply.status_code for reply in replies} == {200}


def test_one_app_does_not_wait_for_anothers_failures(
    limited: World, operator: Operator
):
    for number in range(4):
        try_from(limited, "192.0.2.1", number)
    other = World(limited.url, operator)

    assert try_from(other, "192.0.2.1", 5).status_code == 401
    other.close()
