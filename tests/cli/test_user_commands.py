"""Making users from the shell."""

from pathlib import Path
from uuid import uuid4

import pytest
from commands import answer, koncern, refusal

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


def log_in(world: World, email: str, password: str = PASSWORD) -> int:
    body = {"email": email, "password": password}
    return world.anonymous().post("/auth/login", json=body).status_code


def unlock(world: World, email: str) -> tuple[str, ...]:
    return ("user", "unlock", email, "--app", str(world.app))


def test_an_address_is_unlocked_for_every_client(world: World, data: Path):
    words = ("user", "create", "anna@example.com", "--app", str(world.app))
    (made,) = answer(data, *words, KONCERN_PASSWORD=PASSWORD)
    for _ in range(11):
        log_in(world, "anna@example.com", "a wrong password")
    for _ in range(6):
        body = {"email": "anna@example.com"}
        mail = world.anonymous().post("/auth/forgot-password", json=body)
    assert (log_in(world, "anna@example.com"), mail.status_code) == (429, 429)

    (told,) = answer(data, *unlock(world, "Anna@Example.com"))

    assert told == {"email": "anna@example.com", "user_id": made["id"], "cleared": 4}
    assert log_in(world, "anna@example.com") == 200
    mail = world.anonymous().post("/auth/forgot-password", json=body)
    assert mail.status_code == 202
    assert "user.unlocked" in world.history(made["id"])


def test_others_stay_as_they_are(world: World, data: Path):
    for email in ("anna@example.com", "ben@example.com"):
        words = ("user", "create", email, "--app", str(world.app))
        answer(data, *words, KONCERN_PASSWORD=PASSWORD)
        for _ in range(11):
            log_in(world, email, "a wrong password")

    answer(data, *unlock(world, "anna@example.com"))

    assert log_in(world, "anna@example.com") == 200
    assert log_in(world, "ben@example.com") == 429


def test_an_address_that_only_signed_up_is_unlocked_as_well(world: World, data: Path):
    body = {"email": "new@example.com", "password": PASSWORD}
    for _ in range(6):
        world.anonymous().post("/auth/register", json=body)

    (told,) = answer(data, *unlock(world, "new@example.com"))

    assert told == {"email": "new@example.com", "user_id": None, "cleared": 2}
    assert world.anonymous().post("/auth/register", json=body).status_code == 202


def test_an_address_of_nobody_cannot_be_unlocked(world: World, data: Path):
    code, sentence = refusal(data, *unlock(world, "nobody@example.com"))

    assert code == 13
    assert sentence.startswith("UserUnknown: ")


def test_unlocking_prints_a_table_for_people(world: World, data: Path):
    words = ("user", "create", "anna@example.com", "--app", str(world.app))
    answer(data, *words, KONCERN_PASSWORD=PASSWORD)

    head, row = koncern(data, *unlock(world, "anna@example.com")).stdout.splitlines()

    assert head.split() == ["email", "user_id", "cleared"]
    assert row.split()[0] == "anna@example.com"
    assert row.split()[-1] == "0"
