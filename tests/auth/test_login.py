"""Signing in with an e-mail address and a password."""

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from signing_in import PASSWORD, bearer, sign_in, with_password

from koncern.people import users
from koncern.people.users import NewUser
from patience import wait_until
from service import Service, serving
from world import Operator, World


@pytest.fixture(scope="module")
def few_tries(data: Path) -> Iterator[Service]:
    """A service that lets an address try three times, in each app."""
    with serving(data, KONCERN_LOGIN_ATTEMPTS_MAX="3") as service:
        yield service


@pytest.fixture
def limited(few_tries: Service, operator: Operator) -> Iterator[World]:
    """An app of the test's own on that service."""
    fresh = World(few_tries.url, operator)
    yield fresh
    fresh.close()


def attempt(world: World, email: str, password: str = "wrong password"):
    return world.anonymous().post(
        "/auth/login", json={"email": email, "password": password}
    )


def test_it_gives_a_pair_of_tokens_and_tells_whose_they_are(world: World):
    email = with_password(world)

    answer = sign_in(world, email)

    assert set(answer) == {
        "access_token",
        "refresh_token",
        "expires_in",
        "token_type",
        "user",
    }
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 900
    assert answer["user"]["email"] == email
    assert answer["user"]["first_name"] == "Anna"
    assert answer["user"]["last_login_at"] is not None
    assert "password" not in str(answer)
    mine = world.anonymous().get(
        "/organisations", headers=bearer(answer["access_token"])
    )
    assert mine.status_code == 200


def test_an_address_is_the_same_in_any_case(world: World):
    email = with_password(world)

    assert sign_in(world, email.upper())["user"]["email"] == email
    assert sign_in(world, f"  {email.lower()} ")["user"]["email"] == email


def test_an_address_cannot_be_taken_twice(world: World):
    email = with_password(world)

    with pytest.raises(users.EmailTaken):
        world.act(
            lambda tx, actor: users.create(tx, actor, NewUser(email=email.upper()))
        )


def test_it_is_on_the_record(world: World):
    email = with_password(world)

    user = sign_in(world, email)["user"]["id"]

    (opened,) = world.operator.query(
        "SELECT actor_kind, actor FROM event WHERE app_id = $1 "
        "AND type = 'session.opened'",
        world.app,
    )
    assert opened == {"actor_kind": "user", "actor": user}


def test_every_refusal_reads_the_same(world: World, other_world: World):
    email = with_password(world)
    no_password = world.person("ben").email
    gone = with_password(world, "Gone")
    world.operator.query(
        "UPDATE \"user\" SET status = 'inactive' WHERE app_id = $1 AND email = $2",
        world.app,
        gone,
    )
    replies = [
        attempt(world, email),
        attempt(world, "nobody@example.com", PASSWORD),
        attempt(world, no_password, PASSWORD),
        attempt(world, gone, PASSWORD),
        attempt(other_world, email, PASSWORD),
    ]

    assert [reply.status_code for reply in replies] == [401] * 5
    problems = [reply.json() | {"request_id": ""} for reply in replies]
    assert problems == [problems[0]] * 5
    assert problems[0]["code"] == "LoginRefused"


def test_an_unknown_address_takes_as_long(world: World):
    email = with_password(world)

    def seconds(address: str) -> float:
        start = time.perf_counter()
        assert attempt(world, address).status_code == 401
        return time.perf_counter() - start

    known, unknown = [], []
    for number in range(5):
        known.append(seconds(email))
        unknown.append(seconds(f"nobody{number}@example.com"))

    assert 0.5 < statistics.median(known) / statistics.median(unknown) < 2


def test_an_app_that_is_not_there_has_nobody(world: World):
    reply = world.anonymous().post(
        f"{world.url}/api/v1/{'0' * 8}-0000-7000-8000-{'0' * 12}/auth/login",
        json={"email": "anna@example.com", "password": PASSWORD},
    )

    assert reply.status_code == 404
    assert reply.json()["code"] == "AppUnknown"


def test_too_many_attempts_have_to_wait(limited: World):
    email = with_password(limited)
    for _ in range(3):
        assert attempt(limited, email).status_code == 401

    reply = attempt(limited, email, PASSWORD)

    assert reply.status_code == 429
    assert reply.json()["code"] == "TooManyLogins"
    assert 0 < int(reply.headers["retry-after"]) <= 15 * 60
    other = with_password(limited, "Ben")
    assert attempt(limited, other, PASSWORD).status_code == 200
    # When the window is over, the count begins anew.
    limited.operator.query(
        "UPDATE login_attempt SET since = since - interval '16 minutes' "
        "WHERE app_id = $1",
        limited.app,
    )
    assert attempt(limited, email, PASSWORD).status_code == 200


def test_many_attempts_at_once_are_counted_too(limited: World):
    with ThreadPoolExecutor(8) as threads:
        replies = list(
            threads.map(lambda _: attempt(limited, "anna@example.com"), range(8))
        )

    assert Counter(reply.status_code for reply in replies) == {401: 3, 429: 5}


def test_a_success_clears_the_count(limited: World):
    email = with_password(limited)
    for _ in range(2):
        attempt(limited, email)
    attempt(limited, email, PASSWORD)

    replies = [attempt(limited, email) for _ in range(3)]

    assert [reply.status_code for reply in replies] == [401] * 3


def counted(world: World) -> int:
    """Return of how many addresses an attempt is counted: before it is tried."""
    kept = "SELECT FROM login_attempt WHERE app_id = $1"
    return len(world.operator.query(kept, world.app))


def test_hashing_holds_no_connection(data: Path, operator: Operator):
    with serving(data, KONCERN_CONNECTIONS="1") as service:
        world = World(service.url, operator)
        anna = world.person()
        with ThreadPoolExecutor(12) as threads:
            logins = [
                threads.submit(attempt, world, f"nobody{number}@example.com")
                for number in range(12)
            ]
            wait_until(lambda: counted(world) >= 12, "some did not come")
            reply = anna.get("/organisations")
            were_done = [login.done() for login in logins]
            refusals = [login.result().status_code for login in logins]
        world.close()

    assert reply.status_code == 200
    assert not all(were_done)
    assert refusals == [401] * 12


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "anna@example.com"},
        {"email": "anna@example.com", "password": ""},
        {"email": "anna@example.com", "password": "x" * 1001},
        {"email": "anna@example.com", "password": 7},
        {"email": "anna@example.com\0", "password": PASSWORD},
        {"email": "anna@example.com", "password": PASSWORD, "remember": True},
        [],
    ],
)
def test_a_malformed_body_is_refused(world: World, body: object):
    assert world.anonymous().post("/auth/login", json=body).status_code == 400
