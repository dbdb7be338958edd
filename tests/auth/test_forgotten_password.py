"""A new password by mail."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from accounts import (
    EMAIL,
    OTHER_PASSWORD,
    ask,
    forget_counts,
    join,
    log_in,
    seconds,
    sign_up,
    told,
    users_of,
)
from signing_in import PASSWORD, bearer, sign_in, with_password

from koncern.people import passwords
from letters import token_for
from patience import wait_until
from service import serving
from world import Operator, World


def forget(world: World, email: str = EMAIL) -> str:
    """Ask for a new password; return the token from the mail."""
    assert ask(world, "/auth/forgot-password", email=email).status_code == 202
    return token_for(world, email)


def reset(world: World, token: str, password: str = OTHER_PASSWORD):
    return ask(world, "/auth/reset-password", token=token, password=password)


def test_it_is_set_and_its_owner_told(world: World):
    join(world, first_name="Dora")
    token = forget(world)

    reply = reset(world, token)

    assert reply.status_code == 200
    assert (log_in(world, OTHER_PASSWORD), log_in(world, PASSWORD)) == (200, 401)
    asked, changed = world.mails(EMAIL)[-2:]
    assert (asked["template"], changed["template"]) == (
        "password_reset",
        "password_changed",
    )
    assert "Hello Dora," in changed["text"]
    assert OTHER_PASSWORD not in changed["text"]


def test_it_is_on_the_record(world: World):
    join(world)
    reset(world, forget(world))

    (user,) = users_of(world)
    assert world.history(user["id"])[2:] == [
        "user.password_forgotten",
        "user.password_reset",
    ]


def test_every_session_ends_on_every_worker(data: Path, operator: Operator):
    with serving(data, KONCERN_WORKERS="2") as service:
        world = World(service.url, operator)
        join(world)
        pairs = [sign_in(world, EMAIL) for _ in range(2)]
        token = forget(world)
        assert reset(world, token).status_code == 200

        for pair in pairs:
            renewed = ask(world, "/auth/refresh", refresh_token=pair["refresh_token"])
            assert renewed.status_code == 401

        def statuses() -> set[int]:
            return {
                world.anonymous()
                .get("/auth/me", headers=bearer(pair["access_token"]))
                .status_code
                for pair in pairs * 4
            }

        wait_until(lambda: statuses() == {401}, "some are remembered", every=0.3)
        world.close()


def test_the_end_of_each_session_is_on_the_record(world: World):
    join(world)
    sign_in(world, EMAIL)
    sign_in(world, EMAIL)

    reset(world, forget(world))

    rows = world.operator.query(
        "SELECT s.ended_by, e.after->>'by' AS by FROM session AS s JOIN event AS e"
        "    ON e.app_id = s.app_id AND e.subject = s.id AND e.type = 'session.ended'"
        " WHERE s.app_id = $1",
        world.app,
    )
    assert rows == [{"ended_by": "password", "by": "password"}] * 2


def test_every_answer_reads_the_same(world: World):
    join(world)
    inactive = with_password(world, "Gone")
    world.operator.query(
        "UPDATE \"user\" SET status = 'inactive' WHERE app_id = $1 AND email = $2",
        world.app,
        inactive,
    )
    sign_up(world, "pending@example.com")

    replies = [
        ask(world, "/auth/forgot-password", email=email)
        for email in (EMAIL, inactive, "pending@example.com", "nobody@example.com")
    ]

    assert [reply.status_code for reply in replies] == [202] * 4
    assert len({reply.text for reply in replies}) == 1
    sent = [
        mail["to"] for mail in world.mails() if mail["template"] == "password_reset"
    ]
    assert sent == [EMAIL]


def test_an_unknown_address_takes_as_long(world: World):
    join(world)
    forget_counts(world)

    known = seconds(lambda _: ask(world, "/auth/forgot-password", email=EMAIL))
    unknown = seconds(
        lambda number: ask(
            world, "/auth/forgot-password", email=f"no{number}@example.com"
        )
    )

    assert 0.5 < known / unknown < 2


def test_a_token_is_good_once_and_voids_the_others(world: World):
    join(world)
    first, second = forget(world), forget(world)
    assert reset(world, second).status_code == 200

    for token in (first, second):
        assert told(reset(world, token, "a third password")) == (400, "ResetRefused")

    assert log_in(world, OTHER_PASSWORD) == 200


def test_twice_at_once_one_wins(world: World):
    join(world)
    token = forget(world)
    words = [f"{OTHER_PASSWORD} {number}" for number in range(4)]

    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(lambda word: reset(world, token, word), words))

    statuses = [reply.status_code for reply in replies]
    assert sorted(statuses) == [200, 400, 400, 400]
    assert [log_in(world, word) for word in words].index(200) == statuses.index(200)


def test_of_two_tokens_at_once_one_wins(world: World):
    join(world)
    for _ in range(2):
        tokens = forget(world), forget(world)
        with ThreadPoolExecutor(2) as threads:
            replies = list(threads.map(lambda token: reset(world, token), tokens))
        assert sorted(reply.status_code for reply in replies) == [200, 400]


def test_an_expired_token_is_refused(world: World):
    join(world)
    token = forget(world)
    world.operator.query(
        "UPDATE password_reset SET expires_at = now() WHERE app_id = $1", world.app
    )

    assert told(reset(world, token)) == (400, "ResetRefused")
    world.act(lambda tx, _: passwords.purge(tx))
    left = world.operator.query(
        "SELECT hash FROM password_reset WHERE app_id = $1", world.app
    )
    assert left == []


def test_tokens_of_elsewhere_are_refused(world: World, other_world: World):
    join(world)
    sign_up(world, "pending@example.com")
    join(other_world)

    for token in (
        forget(other_world),
        token_for(world, "pending@example.com"),
        forget(world)[:-1],
        "kp_" + "A" * 43,
    ):
        assert told(reset(world, token)) == (400, "ResetRefused")


def test_who_became_inactive_sets_none(world: World):
    join(world)
    token = forget(world)
    world.operator.query(
        "UPDATE \"user\" SET status = 'inactive' WHERE app_id = $1", world.app
    )

    assert reset(world, token).status_code in (400, 404)


@pytest.mark.parametrize("password", ["short", EMAIL, "qwertyuiop", "x" * 1001, 7])
def test_a_password_that_will_not_do_leaves_the_token(world: World, password: object):
    join(world)
    token = forget(world)

    reply = ask(world, "/auth/reset-password", token=token, password=password)

    assert reply.status_code == 400
    assert [error["pointer"] for error in reply.json()["errors"]] == ["/password"]
    assert reset(world, token).status_code == 200


def test_whoever_has_no_password_gets_one(world: World):
    anna = world.person()

    assert reset(world, forget(world, anna.email)).status_code == 200

    assert log_in(world, OTHER_PASSWORD, anna.email) == 200


def test_it_lets_an_address_in_that_had_to_wait(world: World):
    join(world)
    for _ in range(11):
        log_in(world, "a wrong password")
    assert log_in(world) == 429

    reset(world, forget(world))

    assert log_in(world, OTHER_PASSWORD) == 200
