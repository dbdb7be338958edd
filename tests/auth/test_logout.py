"""Signing out."""

from koncern.api.http.sign_in import REMEMBERED_SECONDS
from patience import wait_until
from world import World


def log_out(world: World, token: str):
    return world.anonymous().post("/auth/logout", json={"refresh_token": token})


def test_it_ends_the_session(world: World):
    anna = world.person()

    reply = log_out(world, anna.refresh_token)

    assert reply.status_code == 204
    assert reply.content == b""
    renewed = world.anonymous().post(
        "/auth/refresh", json={"refresh_token": anna.refresh_token}
    )
    assert renewed.status_code == 401
    assert anna.get("/organisations").status_code == 401


def test_a_token_that_is_remembered_is_refused_within_five_seconds(world: World):
    anna = world.person()
    assert anna.get("/organisations").status_code == 200

    log_out(world, anna.refresh_token)

    assert REMEMBERED_SECONDS <= 5
    wait_until(
        lambda: anna.get("/organisations").status_code == 401,
        "it is not refused",
        every=0.1,
    )


def test_it_is_on_the_record(world: World):
    anna = world.person()

    log_out(world, anna.refresh_token)

    (ended,) = world.operator.query(
        "SELECT actor_kind, actor, after->>'by' AS by FROM event "
        "WHERE app_id = $1 AND type = 'session.ended'",
        world.app,
    )
    assert ended == {"actor_kind": "user", "actor": str(anna.id), "by": "logout"}


def test_twice_is_once(world: World):
    anna = world.person()

    replies = [log_out(world, anna.refresh_token) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [204, 204]


def test_an_unknown_token_tells_nothing(world: World):
    assert log_out(world, "kr_unknown").status_code == 204


def test_another_apps_session_goes_on(world: World, other_world: World):
    mallory = other_world.person("mallory")

    log_out(world, mallory.refresh_token)

    assert mallory.get("/organisations").status_code == 200
