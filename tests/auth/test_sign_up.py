"""Signing up, and having the mail sent again."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from accounts import EMAIL, ask, join, log_in, seconds, sign_up, told, users_of
from signing_in import PASSWORD, sign_in, with_password

from letters import token_for
from world import World

PROFILE = {
    "first_name": "Dora",
    "last_name": "Lund",
    "phone_number": "08-123 456",
    "language": "sv",
    "communication_preferences": {"allow_email": True},
    "address": {"street": "Storgatan 1", "zip_code": "111 22", "country_code": "SE"},
    "additions": {"shoe_size": 38, "likes": ["tea"]},
}


def test_what_was_said_becomes_the_user(world: World):
    join(world, "Dora@Example.com", **PROFILE)

    user = sign_in(world, EMAIL)["user"]

    assert {name: user[name] for name in ("first_name", "language", "additions")} == {
        "first_name": "Dora",
        "language": "sv",
        "additions": PROFILE["additions"],
    }
    assert user["email"] == "Dora@Example.com"
    assert user["email_verified"] is True
    assert user["address"]["street"] == "Storgatan 1"
    assert user["address"]["city"] is None
    assert user["communication_preferences"] == {
        "allow_email": True,
        "allow_postal": False,
        "allow_sms": False,
    }
    assert user["organisations"] == []


def test_the_mail_has_the_token_in_the_language_of_the_reader(world: World):
    sign_up(world, language="sv", first_name="Dora, buy at evil.example.com")

    (mail,) = world.mails(EMAIL)

    assert mail["template"] == "email_verification"
    assert mail["subject"].startswith("Bekräfta")
    token = token_for(world, EMAIL)
    assert token in mail["text"]
    assert token in mail["html"]
    # Nothing that a stranger may have typed is sent in the app's name.
    assert "evil" not in mail["text"] + mail["html"]
    assert "/verify-email" not in mail["text"]


def test_the_mail_links_to_the_storefront(world: World):
    world.operator.query(
        "UPDATE app SET storefront_url = 'https://shop.example.com/' WHERE app_id = $1",
        world.app,
    )
    sign_up(world)

    (mail,) = world.mails(EMAIL)

    link = f"https://shop.example.com/verify-email?token={token_for(world, EMAIL)}"
    assert link in mail["text"]
    assert f'href="{link}"' in mail["html"]


def test_until_the_address_is_confirmed_there_is_nobody(world: World):
    sign_up(world)

    assert users_of(world) == []
    assert log_in(world) == 401


def test_it_is_on_the_record_without_anything_personal(world: World):
    join(world, **PROFILE)

    (user,) = users_of(world)
    assert world.history(user["id"]) == ["user.registered", "user.verified"]
    rows = world.operator.query(
        "SELECT row_to_json(e)::text AS event FROM event AS e WHERE app_id = $1",
        world.app,
    )
    told_of = "".join(row["event"] for row in rows)
    for personal in ("Dora", EMAIL, "argon2", PASSWORD, token_for(world, EMAIL)):
        assert personal not in told_of


def test_a_known_address_gets_the_same_answer_and_its_owner_a_mail(world: World):
    known = with_password(world, "Anna")

    fresh, again = (
        sign_up(world),
        sign_up(world, known.upper(), password="a stranger's"),
    )

    assert fresh.status_code == again.status_code == 202
    assert fresh.json() == again.json()
    (mail,) = world.mails(known)
    assert mail["template"] == "email_known"
    assert len(users_of(world)) == 1
    assert log_in(world, "a stranger's", known) == 401
    assert log_in(world, PASSWORD, known) == 200


def test_signing_in_does_not_tell_who_has_only_signed_up(world: World):
    known = with_password(world, "Anna")
    sign_up(world)
    sign_up(world, known, password=PASSWORD + "!")

    mine = ask(world, "/auth/login", email=EMAIL, password=PASSWORD)
    theirs = ask(world, "/auth/login", email=known, password=PASSWORD + "!")

    assert told(mine) == told(theirs) == (401, "LoginRefused")
    assert mine.json()["detail"] == theirs.json()["detail"]


def test_a_known_address_takes_as_long(world: World):
    known = with_password(world, "Anna")

    unknown = seconds(lambda number: sign_up(world, f"dora{number}@example.com"))
    ratio = seconds(lambda _: sign_up(world, known)) / unknown

    assert 0.5 < ratio < 2


def test_two_at_once_become_one_user(world: World):
    with ThreadPoolExecutor(2) as threads:
        replies = list(threads.map(lambda _: sign_up(world), range(2)))
    assert [reply.status_code for reply in replies] == [202, 202]
    tokens = {mail["text"].split("kv_")[1][:43] for mail in world.mails(EMAIL)}
    assert len(tokens) == 2

    def verify(token: str) -> int:
        body = {"token": "kv_" + token, "password": PASSWORD}
        return ask(world, "/auth/verify-email", **body).status_code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(verify, tokens)) == [200, 409]

    assert len(users_of(world)) == 1


def test_a_stranger_who_signs_up_too_leaves_the_password_to_the_mails_reader(
    world: World,
):
    sign_up(world)
    mine = token_for(world, EMAIL)
    sign_up(world, password="a stranger's password")

    unclear = ask(world, "/auth/verify-email", token=mine)
    assert told(unclear) == (400, "PasswordNeeded")
    body = {"token": mine, "password": PASSWORD}
    assert ask(world, "/auth/verify-email", **body).status_code == 200

    assert log_in(world) == 200
    assert log_in(world, "a stranger's password") == 401
    # The stranger's is closed, and its password forgotten.
    late = ask(world, "/auth/verify-email", token=token_for(world, EMAIL))
    assert told(late) == (409, "AlreadyVerified")
    kept = world.operator.query(
        "SELECT id FROM sign_up WHERE app_id = $1 AND password_hash IS NOT NULL",
        world.app,
    )
    assert kept == []


def test_too_many_have_to_wait(world: World):
    replies = [sign_up(world) for _ in range(6)]

    assert [reply.status_code for reply in replies] == [202] * 5 + [429]
    assert told(replies[5]) == (429, "TooManyAttempts")
    assert 0 < int(replies[5].headers["retry-after"]) <= 900
    # All that sends mail to one address counts together; others go on.
    assert ask(world, "/auth/forgot-password", email=EMAIL.upper()).status_code == 429
    assert ask(world, "/auth/verify-email/resend", email=EMAIL).status_code == 429
    assert sign_up(world, "other@example.com").status_code == 202


def test_the_mail_is_sent_again_and_the_one_before_stays_good(world: World):
    sign_up(world, language="sv")
    first = token_for(world, EMAIL)

    again = ask(world, "/auth/verify-email/resend", email=EMAIL.upper())

    assert again.status_code == 202
    second = token_for(world, EMAIL)
    assert second != first
    assert world.mails(EMAIL)[-1]["language"] == "sv"
    assert ask(world, "/auth/verify-email", token=first).status_code == 200
    refused = ask(world, "/auth/verify-email", token=second)
    assert told(refused) == (409, "AlreadyVerified")


def test_asking_again_tells_nothing(world: World):
    known = with_password(world, "Anna")
    sign_up(world)

    replies = [
        ask(world, "/auth/verify-email/resend", email=email)
        for email in (EMAIL, known, "nobody@example.com")
    ]

    assert [reply.status_code for reply in replies] == [202] * 3
    assert len({reply.text for reply in replies}) == 1
    assert [mail["template"] for mail in world.mails(known)] == ["email_known"]
    assert world.mails("nobody@example.com") == []


def test_an_app_that_is_not_there_takes_nobody(world: World):
    nowhere = f"{world.url}/api/v1/{'0' * 8}-0000-7000-8000-{'0' * 12}/auth/register"

    reply = world.anonymous().post(nowhere, json={"email": EMAIL, "password": PASSWORD})

    assert told(reply) == (404, "AppUnknown")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"email": "dora at home"}, "/email"),
        ({"email": "dora@example.com\u202e"}, "/email"),
        ({"password": "short"}, "/password"),
        ({"password": "x" * 1001}, "/password"),
        (
            {"email": "dora.margareta@example.com", "password": "dora.margareta"},
            "/password",
        ),
        ({"password": "DORA@EXAMPLE.COM"}, "/password"),
        ({"password": "qwertyuiop"}, "/password"),
        ({"password": "1111111111"}, "/password"),
        ({"first_name": 7}, "/first_name"),
        ({"first_name": "a\nb"}, "/first_name"),
        ({"phone_number": "call me"}, "/phone_number"),
        ({"language": "Swedish"}, "/language"),
        ({"address": {"country_code": "ZZ"}}, "/address/country_code"),
        ({"address": {"planet": "Mars"}}, "/address/planet"),
        (
            {"communication_preferences": {"allow_sms": "yes"}},
            "/communication_preferences/allow_sms",
        ),
        ({"additions": {"a": "x" * 20_000}}, "/additions"),
        ({"additions": []}, "/additions"),
        ({"is_super_admin": True}, "/is_super_admin"),
        ({"status": "active"}, "/status"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(
    world: World, wrong: dict[str, Any], pointer: str
):
    reply = sign_up(world, **wrong)

    assert reply.status_code == 400
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]


def test_nesting_has_an_end(world: World):
    for deep in (21, 900, 5000):
        body = (
            f'{{"email": "{EMAIL}", "password": "{PASSWORD}", "additions": '
            f'{{"a": {"[" * deep}{"]" * deep}}}}}'
        )
        reply = world.anonymous().post(
            "/auth/register", content=body, headers={"content-type": "application/json"}
        )
        assert reply.status_code == 400


def test_everything_wrong_is_told_at_once(world: World):
    reply = sign_up(
        world,
        "dora at home",
        password="1111111111",
        phone_number="call me",
        address={"country_code": "ZZ"},
    )

    pointers = {error["pointer"] for error in reply.json()["errors"]}
    assert pointers == {
        *("/email", "/password", "/phone_number", "/address/country_code")
    }


def test_a_language_is_asked_for_in_words(world: World):
    reply = sign_up(world, language="Swedish")

    assert reply.json()["errors"] == [
        {
            "pointer": "/language",
            "detail": "must be a locale (BCP 47), like sv, en-GB or zh-Hant-TW",
        }
    ]
