"""Making users from the shell."""

from pathlib import Path
from uuid import uuid4

import pytest
from commands import answer, refusal

from world import World

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.usefixtures("service")


def test_a_user_can_sign_in(world: World, data: Path):
    (made,) = answer(
        data,
        *("user", "create", "anna@example.com", "--app", str(world.app)),
        *("--first-name", "Anna", "--last-name", "Berg"),
        KONCERN_PASSWORD=PASSWORD,
    )

    assert made["email"] == "anna@example.com"
    assert (made["first_name"], made["last_name"]) == ("Anna", "Berg")
    login = {"email": "anna@example.com", "password": PASSWORD}
    reply = world.anonymous().post("/auth/login", json=login)
    assert reply.status_code == 200
    assert reply.json()["user"]["id"] == made["id"]


def test_a_taken_address_is_refused(world: World, data: Path):
    words = ("user", "create", "anna@example.com", "--app", str(world.app))
    answer(data, *words, KONCERN_PASSWORD=PASSWORD)

    assert refusal(data, *words, KONCERN_PASSWORD=PASSWORD) == (
        14,
        "EmailTaken: Another user of this app has this e-mail address.",
    )


def test_a_short_password_is_refused(world: World, data: Path):
    words = ("user", "create", "anna@example.com", "--app", str(world.app))

    assert refusal(data, *words, KONCERN_PASSWORD="short") == (
        10,
        "ArgumentInvalid: This password will not do: it takes at least 10 characters.",
    )


def test_an_impossible_address_is_refused(world: World, data: Path):
    words = ("user", "create", "anna at home", "--app", str(world.app))

    code, sentence = refusal(data, *words, KONCERN_PASSWORD=PASSWORD)

    assert code == 10
    assert sentence.splitlines()[1].startswith("  /email: is not an e-mail address")


def test_an_unknown_app_is_refused(data: Path):
    words = ("user", "create", "anna@example.com", "--app", str(uuid4()))

    code, sentence = refusal(data, *words, KONCERN_PASSWORD=PASSWORD)

    assert code == 13
    assert sentence.startswith("AppUnknown: ")
