"""Changing one's password with the one that one has."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from accounts import EMAIL, OTHER_PASSWORD, ask, join, log_in, told, users_of
from signing_in import PASSWORD, bearer, sign_in

from letters import token_for
from patience import wait_until
from world import World


def change(world: World, token: str, **more: Any) -> httpx.Response:
    body = {"current_password": PASSWORD, "new_password": OTHER_PASSWORD} | more
    return world.anonymous().post(
        "/auth/change-password", json=body, headers=bearer(token)
    )


def test_it_ends_every_other_session(world: World):
    join(world)
    other, own = sign_in(world, EMAIL), sign_in(world, EMAIL)

    reply = change(world, own["access_token"])

    assert reply.status_code == 200
    assert (log_in(world, OTHER_PASSWORD), log_in(world, PASSWORD)) == (200, 401)
    refresh = [
        ask(world, "/auth/refresh", refresh_token=pair["refresh_token"]).status_code
        for pair in (other, own)
    ]
    assert refresh == [401, 200]

    def read(pair: dict[str, Any]) -> int:
        headers = bearer(pair["access_token"])
        return world.anonymous().get("/auth/me", headers=headers).status_code

    wait_until(lambda: read(other) == 401, "it is remembered for long", every=0.2)
    assert read(own) == 200


def test_its_owner_is_told_and_it_is_on_the_record(world: World):
    join(world)

    change(world, sign_in(world, EMAIL)["access_token"])

    assert world.mails(EMAIL)[-1]["template"] == "password_changed"
    (user,) = users_of(world)
    assert world.history(user["id"])[-1] == "user.password_changed"


def test_a_token_for_another_one_is_void(world: World):
    join(world)
    ask(world, "/auth/forgot-password", email=EMAIL)
    token = token_for(world, EMAIL)

    change(world, sign_in(world, EMAIL)["access_token"])

    reply = ask(world, "/auth/reset-password", token=token, password="a third password")
    assert told(reply) == (400, "ResetRefused")


def test_a_wrong_one_is_refused_and_counted(world: World):
    join(world)
    token = sign_in(world, EMAIL)["access_token"]

    replies = [
        change(world, token, current_password="a wrong password") for _ in range(11)
    ]

    assert {told(reply) for reply in replies[:10]} == {(403, "PasswordWrong")}
    assert told(replies[10]) == (429, "TooManyLogins")
    assert log_in(world) == 429


def test_twice_at_once_one_wins(world: World):
    join(world)
    token = sign_in(world, EMAIL)["access_token"]
    words = [f"{OTHER_PASSWORD} {number}" for number in range(3)]

    with ThreadPoolExecutor(3) as threads:
        replies = list(
            threads.map(lambda word: change(world, token, new_password=word), words)
        )

    statuses = [reply.status_code for reply in replies]
    assert sorted(statuses) == [200, 403, 403]
    assert [log_in(world, word) for word in words].index(200) == statuses.index(200)


@pytest.mark.parametrize("new", ["short", EMAIL, PASSWORD, "qwertyuiop", None])
def test_one_that_will_not_do_is_refused(world: World, new: object):
    join(world)

    reply = change(world, sign_in(world, EMAIL)["access_token"], new_password=new)

    assert reply.status_code == 400
    assert reply.json()["errors"][0]["pointer"] == "/new_password"
    assert log_in(world) == 200


def test_it_is_for_users_with_a_password(world: World):
    body = {"current_password": PASSWORD, "new_password": OTHER_PASSWORD}

    assert world.anonymous().post("/auth/change-password", json=body).status_code == 401
    machine = world.machine().post("/auth/change-password", json=body)
    assert told(machine) == (403, "UserNeeded")
    without = world.person().post("/auth/change-password", json=body)
    assert told(without) == (403, "PasswordWrong")


def test_a_sign_in_that_began_before_does_not_outlive_it(world: World):
    join(world)
    token = sign_in(world, EMAIL)["access_token"]

    with ThreadPoolExecutor(4) as threads:
        logins = [
            threads.submit(ask, world, "/auth/login", email=EMAIL, password=PASSWORD)
            for _ in range(3)
        ]
        changed = threads.submit(change, world, token)
        replies = [login.result() for login in logins]
        assert changed.result().status_code == 200

    for reply in replies:
        if reply.status_code == 200:
            old = reply.json()["refresh_token"]
            assert ask(world, "/auth/refresh", refresh_token=old).status_code == 401
