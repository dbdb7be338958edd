"""Renewing tokens."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from signing_in import bearer

from koncern.api.http.sign_in import REMEMBERED_SECONDS
from koncern.people import attempts, sessions
from patience import wait_until
from world import Person, World


def renew(world: World, token: str):
    return world.anonymous().post("/auth/refresh", json={"refresh_token": token})


def use_and_go_on(world: World, token: str) -> dict[str, Any]:
    """Use a token, and the one that comes of it; return the newest pair."""
    pair = renew(world, token).json()
    return dict(renew(world, pair["refresh_token"]).json())


def is_refused_soon(person: Person) -> bool:
    """Wait until an access token is refused: workers remember it for a moment."""
    assert REMEMBERED_SECONDS <= 5
    return wait_until(
        lambda: person.get("/organisations").status_code == 401,
        "it is not refused",
        every=0.1,
    )


def test_it_gives_the_next_pair(world: World):
    anna = world.person()

    reply = renew(world, anna.refresh_token)

    assert reply.status_code == 200
    pair = reply.json()
    assert set(pair) == {"access_token", "refresh_token", "expires_in", "token_type"}
    assert pair["refresh_token"] != anna.refresh_token
    mine = world.anonymous().get("/organisations", headers=bearer(pair["access_token"]))
    assert mine.status_code == 200
    assert renew(world, pair["refresh_token"]).status_code == 200


def test_a_lost_reply_can_be_asked_for_again(world: World):
    anna = world.person()
    renew(world, anna.refresh_token)

    again = renew(world, anna.refresh_token)

    assert again.status_code == 200, again.text
    newest = renew(world, again.json()["refresh_token"])
    assert newest.status_code == 200
    mine = world.anonymous().get(
        "/organisations", headers=bearer(newest.json()["access_token"])
    )
    assert mine.status_code == 200


def test_a_lost_reply_can_be_asked_for_again_at_each_step(world: World):
    token = world.person().refresh_token
    for _ in range(4):
        renew(world, token)
        reply = renew(world, token)
        assert reply.status_code == 200, reply.text
        token = reply.json()["refresh_token"]


def test_a_use_after_its_successor_was_used_ends_the_whole_family(world: World):
    anna = world.person()
    assert anna.get("/organisations").status_code == 200
    newest = use_and_go_on(world, anna.refresh_token)

    reused = renew(world, anna.refresh_token)

    assert reused.status_code == 401
    assert reused.json()["code"] == "RefreshRefused"
    assert renew(world, newest["refresh_token"]).status_code == 401
    assert is_refused_soon(anna)
    fresh = world.anonymous().get(
        "/organisations", headers=bearer(newest["access_token"])
    )
    assert fresh.status_code == 401
    assert fresh.json()["code"] == "SessionEnded"


def test_of_two_successors_the_first_that_is_used_counts(world: World):
    anna = world.person()
    one, other = (renew(world, anna.refresh_token).json() for _ in range(2))
    newest = renew(world, other["refresh_token"]).json()

    assert renew(world, one["refresh_token"]).status_code == 401
    assert renew(world, newest["refresh_token"]).status_code == 401


def test_it_can_be_asked_for_again_for_a_minute(world: World):
    anna = world.person()
    renew(world, anna.refresh_token)
    world.operator.query(
        "UPDATE refresh_token SET used_at = used_at - interval '61 s' WHERE app_id = $1",
        world.app,
    )

    assert renew(world, anna.refresh_token).status_code == 401
    assert is_refused_soon(anna)


def test_it_cannot_be_asked_for_again_after_a_logout(world: World):
    anna = world.person()
    pair = renew(world, anna.refresh_token).json()
    body = {"refresh_token": pair["refresh_token"]}
    assert world.anonymous().post("/auth/logout", json=body).status_code == 204

    assert renew(world, anna.refresh_token).status_code == 401


def test_a_reuse_is_on_the_record_without_the_token(world: World):
    anna = world.person()
    use_and_go_on(world, anna.refresh_token)
    renew(world, anna.refresh_token)

    (ended,) = world.operator.query(
        "SELECT actor, after->>'by' AS by FROM event WHERE app_id = $1 AND type = 'session.ended'",
        world.app,
    )

    assert ended == {"actor": str(anna.id), "by": "reuse"}


def test_other_sessions_live_on(world: World):
    anna, charlie = world.person(), world.person("charlie")
    use_and_go_on(world, anna.refresh_token)
    renew(world, anna.refresh_token)

    assert renew(world, charlie.refresh_token).status_code == 200


def test_all_at_once_get_a_pair_and_one_of_them_goes_on(world: World):
    anna = world.person()

    with ThreadPoolExecutor(8) as threads:
        replies = list(
            threads.map(lambda _: renew(world, anna.refresh_token), range(8))
        )
        assert [reply.status_code for reply in replies] == [200] * 8
        tokens = {reply.json()["refresh_token"] for reply in replies}
        assert len(tokens) == 8
        used = list(threads.map(lambda token: renew(world, token), tokens))

    assert Counter(reply.status_code for reply in used) == {200: 1, 401: 7}


def test_an_expired_token_is_refused_and_ends_nothing(world: World):
    anna = world.person()
    world.operator.query(
        "UPDATE refresh_token SET expires_at = now() WHERE app_id = $1", world.app
    )

    assert renew(world, anna.refresh_token).status_code == 401
    assert anna.get("/organisations").status_code == 200


def test_an_inactive_user_renews_nothing(world: World):
    anna = world.person()
    world.operator.query(
        "UPDATE \"user\" SET status = 'inactive' WHERE app_id = $1", world.app
    )

    assert renew(world, anna.refresh_token).status_code == 401
    assert is_refused_soon(anna)


def test_another_apps_token_is_unknown(world: World, other_world: World):
    mallory = other_world.person("mallory")

    assert renew(world, mallory.refresh_token).status_code == 401
    assert renew(other_world, mallory.refresh_token).status_code == 200


def test_an_access_token_renews_nothing(world: World):
    assert renew(world, world.person().token).status_code in (400, 401)


def test_an_unknown_token_is_refused(world: World):
    assert renew(world, "kr_unknown").status_code == 401


def test_what_has_expired_is_forgotten_in_time(world: World):
    anna, charlie = world.person(), world.person("charlie")
    world.anonymous().post(
        "/auth/login", json={"email": anna.email, "password": "a wrong one"}
    )
    world.operator.query(
        "UPDATE refresh_token SET expires_at = now() - interval '1 s' "
        'WHERE app_id = $1 AND session IN (SELECT id FROM session WHERE "user" = $2)',
        world.app,
        anna.id,
    )
    world.operator.query(
        "UPDATE login_attempt SET since = since - interval '1 h' WHERE app_id = $1",
        world.app,
    )

    world.act(lambda tx, _: sessions.purge(tx))
    world.act(lambda tx, _: attempts.purge(tx))

    (left,) = world.operator.query(
        "SELECT (SELECT count(*) FROM refresh_token WHERE app_id = $1) AS tokens,"
        " (SELECT count(*) FROM login_attempt WHERE app_id = $1) AS attempts",
        world.app,
    )
    assert left == {"tokens": 1, "attempts": 0}
    assert renew(world, charlie.refresh_token).status_code == 200
