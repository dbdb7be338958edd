"""Nobody is locked out by a stranger who guesses their password."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from accounts import EMAIL, OTHER_PASSWORD, told
from signing_in import PASSWORD, bearer, with_password

from koncern.people import attempts
from letters import token_for
from service import serving
from world import Operator, World

HOME, OFFICE, STRANGER = "192.0.2.1", "192.0.2.2", "198.51.100.7"


@pytest.fixture(scope="module")
def url(data: Path) -> Iterator[str]:
    """A service behind one proxy: a pair has three tries, and an address eight."""
    with serving(
        data,
        KONCERN_PROXIES="1",
        KONCERN_LOGIN_ATTEMPTS_MAX="3",
        KONCERN_ADDRESS_ATTEMPTS_MAX="8",
    ) as service:
        yield service.url


@pytest.fixture
def guarded(url: str, operator: Operator) -> Iterator[World]:
    """An app of the test's own on that service."""
    fresh = World(url, operator)
    yield fresh
    fresh.close()


def post(world: World, client: str, path: str, **body: object) -> httpx.Response:
    headers = {"x-forwarded-for": client}
    return world.anonymous().post(path, json=body, headers=headers)


def log_in(world: World, client: str, email: str, password: str = PASSWORD) -> int:
    return post(
        world, client, "/auth/login", email=email, password=password
    ).status_code


def guess(world: World, client: str, email: str, times: int) -> list[int]:
    return [log_in(world, client, email, f"guess {n}") for n in range(times)]


def guess_from_everywhere(world: World, email: str) -> None:
    """Use up all tries of an address, from several clients."""
    for number in range(4):
        guess(world, f"203.0.113.{number}", email, 2)


def test_a_stranger_slows_down_only_themself(guarded: World):
    email = with_password(guarded)

    assert guess(guarded, STRANGER, email, 20) == [401] * 3 + [429] * 17

    assert log_in(guarded, STRANGER, email) == 429
    assert log_in(guarded, HOME, email) == 200


def test_guesses_from_many_clients_end_too(guarded: World):
    email = with_password(guarded)
    guess_from_everywhere(guarded, email)

    assert guess(guarded, STRANGER, email, 1) == [429]
    assert log_in(guarded, OFFICE, email) == 429


def test_a_client_that_signed_in_lately_is_still_let_try(guarded: World):
    email = with_password(guarded)
    assert log_in(guarded, HOME, email) == 200
    guess_from_everywhere(guarded, email)

    assert log_in(guarded, HOME, email.upper()) == 200
    assert log_in(guarded, OFFICE, email) == 429
    # It has no more tries than any other client.
    assert guess(guarded, HOME, email, 4) == [401] * 3 + [429]


def test_a_sign_in_of_long_ago_does_not_count(guarded: World):
    email = with_password(guarded)
    log_in(guarded, HOME, email)
    guarded.operator.query(
        "UPDATE known_client SET seen_at = now() - interval '31 days' "
        "WHERE app_id = $1",
        guarded.app,
    )
    guess_from_everywhere(guarded, email)

    assert log_in(guarded, HOME, email) == 429
    guarded.act(lambda tx, _: attempts.purge_known(tx))
    assert known(guarded) == 0


def test_it_does_not_tell_who_has_an_account(guarded: World):
    known = with_password(guarded)

    for email in (known, "nobody@example.com"):
        assert guess(guarded, STRANGER, email, 5) == [401] * 3 + [429] * 2
        guess_from_everywhere(guarded, email)
        refused = post(guarded, OFFICE, "/auth/login", email=email, password=PASSWORD)
        assert told(refused) == (429, "TooManyLogins")


def test_a_success_gives_its_client_all_tries_back(guarded: World):
    email = with_password(guarded)

    for _ in range(5):
        assert guess(guarded, HOME, email, 2) == [401] * 2
        assert log_in(guarded, HOME, email) == 200
        guarded.operator.query(
            "DELETE FROM login_attempt WHERE app_id = $1 "
            "AND octet_length(email_hash) = 32",
            guarded.app,
        )


def test_a_success_does_not_give_guessers_their_tries_back(guarded: World):
    email = with_password(guarded)
    log_in(guarded, HOME, email)
    guess_from_everywhere(guarded, email)

    for _ in range(3):
        assert log_in(guarded, HOME, email) == 200

    assert guess(guarded, STRANGER, email, 1) == [429]


def test_a_new_password_by_mail_lets_its_owner_in(guarded: World):
    email = with_password(guarded)
    guess_from_everywhere(guarded, email)
    guess(guarded, OFFICE, email, 3)
    post(guarded, OFFICE, "/auth/forgot-password", email=email)
    token = token_for(guarded, email)

    body = {"token": token, "password": OTHER_PASSWORD}
    assert post(guarded, OFFICE, "/auth/reset-password", **body).status_code == 200

    guess_from_everywhere(guarded, email)
    assert log_in(guarded, OFFICE, email, OTHER_PASSWORD) == 200


def test_a_new_password_forgets_the_clients_of_the_old_one(guarded: World):
    email = with_password(guarded)
    for client in (HOME, STRANGER):
        log_in(guarded, client, email)
    post(guarded, HOME, "/auth/forgot-password", email=email)
    body = {"token": token_for(guarded, email), "password": OTHER_PASSWORD}
    assert post(guarded, HOME, "/auth/reset-password", **body).status_code == 200
    guess_from_everywhere(guarded, email)

    assert log_in(guarded, STRANGER, email, OTHER_PASSWORD) == 429
    assert log_in(guarded, HOME, email, OTHER_PASSWORD) == 200


def test_a_stranger_does_not_keep_a_member_from_changing_their_password(guarded: World):
    email = with_password(guarded)
    tokens = post(guarded, HOME, "/auth/login", email=email, password=PASSWORD).json()
    guess_from_everywhere(guarded, email)
    headers = bearer(tokens["access_token"]) | {"x-forwarded-for": HOME}

    def change(current: str) -> int:
        body = {"current_password": current, "new_password": OTHER_PASSWORD}
        reply = guarded.anonymous().post(
            "/auth/change-password", json=body, headers=headers
        )
        return reply.status_code

    assert [change("wrong password") for _ in range(2)] == [403] * 2
    assert change(PASSWORD) == 200


def test_mail_can_be_asked_for_from_where_its_owner_signs_in(guarded: World):
    email = with_password(guarded)
    log_in(guarded, HOME, email)

    def ask(client: str, path: str = "/auth/forgot-password") -> int:
        return post(guarded, client, path, email=email).status_code

    resend = "/auth/verify-email/resend"
    assert [ask(STRANGER, resend) for _ in range(6)] == [202] * 5 + [429]

    assert ask(OFFICE) == 429
    assert [ask(HOME) for _ in range(6)] == [202] * 5 + [429]
    assert len(guarded.mails(email)) == 10


def test_only_some_clients_are_remembered(guarded: World):
    email = with_password(guarded)
    for number in range(23):
        assert log_in(guarded, f"192.0.2.{number}", email) == 200

    assert known(guarded) == 20
    guess_from_everywhere(guarded, email)
    assert log_in(guarded, "192.0.2.22", email) == 200
    assert log_in(guarded, "192.0.2.0", email) == 429


def test_failures_remember_no_client(guarded: World):
    email = with_password(guarded)
    guess(guarded, STRANGER, email, 3)
    post(guarded, STRANGER, "/auth/register", email=EMAIL, password=PASSWORD)

    assert known(guarded) == 0


def known(world: World) -> int:
    """Return how many clients an app remembers."""
    return len(
        world.operator.query(
            "SELECT client FROM known_client WHERE app_id = $1", world.app
        )
    )
