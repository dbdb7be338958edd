"""Confirming an e-mail address with the token from the mail."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from accounts import EMAIL, ask, log_in, sign_up, told, users_of

from koncern.people import sign_ups, users
from koncern.people.users import NewUser
from letters import token_for
from world import World


def test_the_user_can_sign_in_from_then_on(world: World):
    sign_up(world)

    reply = ask(world, "/auth/verify-email", token=token_for(world, EMAIL))

    assert reply.status_code == 200
    assert list(reply.json()) == ["message"]
    (user,) = users_of(world)
    assert (user["email"], user["email_verified"]) == (EMAIL, True)
    assert log_in(world) == 200


def test_twice_at_once_one_wins_and_the_others_are_told_that_it_is_done(world: World):
    sign_up(world)
    token = token_for(world, EMAIL)

    with ThreadPoolExecutor(4) as threads:
        replies = list(
            threads.map(
                lambda _: ask(world, "/auth/verify-email", token=token), range(4)
            )
        )

    assert sorted(reply.status_code for reply in replies) == [200, 409, 409, 409]
    codes = {reply.json().get("code") for reply in replies}
    assert codes == {None, "AlreadyVerified"}
    assert len(users_of(world)) == 1


def test_an_expired_token_is_refused_and_another_can_be_had(world: World):
    sign_up(world)
    token = token_for(world, EMAIL)
    world.operator.query(
        "UPDATE sign_up SET expires_at = now() WHERE app_id = $1", world.app
    )

    reply = ask(world, "/auth/verify-email", token=token)

    assert told(reply) == (400, "VerificationRefused")
    assert reply.json()["errors"][0]["pointer"] == "/token"
    assert users_of(world) == []
    ask(world, "/auth/verify-email/resend", email=EMAIL)
    again = ask(world, "/auth/verify-email", token=token_for(world, EMAIL))
    assert again.status_code == 200


def test_a_token_of_another_app_is_unknown(world: World, other_world: World):
    sign_up(other_world)

    reply = ask(world, "/auth/verify-email", token=token_for(other_world, EMAIL))

    assert told(reply) == (400, "VerificationRefused")


def test_an_address_that_was_taken_meanwhile(world: World):
    sign_up(world)
    world.act(lambda tx, actor: users.create(tx, actor, NewUser(email=EMAIL)))

    reply = ask(world, "/auth/verify-email", token=token_for(world, EMAIL))

    assert told(reply) == (409, "AlreadyVerified")
    assert log_in(world) == 401


@pytest.mark.parametrize(
    "token", ["kv_", "x" * 200, "kv_" + "A" * 43, "é" * 40, "kp_" + "A" * 43, " "]
)
def test_a_made_up_token_is_refused(world: World, token: str):
    reply = ask(world, "/auth/verify-email", token=token)

    assert told(reply) == (400, "VerificationRefused")


def test_a_token_with_anything_changed_is_refused(world: World):
    sign_up(world)
    token = token_for(world, EMAIL)

    for changed in (token[:-1], token + "A", token.swapcase(), f" {token}"):
        assert ask(world, "/auth/verify-email", token=changed).status_code == 400


@pytest.mark.parametrize(
    "body",
    [{}, {"token": ""}, {"token": 1}, {"token": "x" * 201}, {"token": "x", "id": 1}],
)
def test_a_malformed_body_is_refused(world: World, body: dict[str, object]):
    assert ask(world, "/auth/verify-email", **body).status_code == 400


def test_tokens_and_passwords_are_kept_as_hashes_only(world: World):
    sign_up(world)
    token = token_for(world, EMAIL)

    (row,) = world.operator.query(
        "SELECT s::text AS row, password_hash FROM sign_up AS s WHERE app_id = $1",
        world.app,
    )

    assert token not in row["row"]
    assert row["password_hash"].startswith("$argon2id$")


def test_old_sign_ups_are_forgotten(world: World):
    sign_up(world)
    world.operator.query(
        "UPDATE sign_up SET created_at = now() - interval '8 days' WHERE app_id = $1",
        world.app,
    )

    world.act(lambda tx, _: sign_ups.purge(tx))

    left = world.operator.query("SELECT id FROM sign_up WHERE app_id = $1", world.app)
    assert left == []
