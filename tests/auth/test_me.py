"""Reading and changing what one says of oneself."""

from typing import Any
from uuid import UUID

import pytest

from world import World

ADDRESS = {"street": "Storgatan 1", "zip_code": "111 22", "country_code": "SE"}


def test_it_is_whoever_asks(world: World):
    anna, ben = world.person(), world.person("ben")

    reply = anna.get("/auth/me")

    assert reply.status_code == 200
    assert (reply.json()["id"], reply.json()["email"]) == (str(anna.id), anna.email)
    assert reply.json()["app_id"] == str(world.app)
    assert "password" not in reply.text
    assert ben.get("/auth/me").json()["id"] == str(ben.id)
    known = {"if-none-match": reply.headers["etag"]}
    assert anna.get("/auth/me", headers=known).status_code == 304


def test_what_is_left_out_stays_and_null_clears(world: World):
    anna = world.person()
    anna.patch(
        "/auth/me",
        json={
            "first_name": "Anna",
            "phone_number": "08-123 456",
            "address": ADDRESS,
            "communication_preferences": {"allow_email": True, "allow_sms": True},
            "additions": {"a": {"b": 1, "c": 2}, "d": 3},
        },
    )

    reply = anna.patch(
        "/auth/me",
        json={
            "phone_number": None,
            "address": {"city": "Stockholm", "zip_code": None},
            "communication_preferences": {"allow_sms": None},
            "additions": {"a": {"b": None}, "d": [4]},
        },
    )

    user = reply.json()
    assert reply.status_code == 200
    assert user == anna.get("/auth/me").json()
    assert (user["first_name"], user["phone_number"]) == ("Anna", None)
    assert user["address"] == {
        "street": "Storgatan 1",
        "zip_code": None,
        "city": "Stockholm",
        "country": None,
        "country_code": "SE",
    }
    assert user["communication_preferences"]["allow_email"] is True
    assert user["communication_preferences"]["allow_sms"] is False
    assert user["additions"] == {"a": {"c": 2}, "d": [4]}
    cleared = anna.patch("/auth/me", json={"address": None, "additions": None}).json()
    assert (set(cleared["address"].values()), cleared["additions"]) == ({None}, {})


def test_it_is_on_the_record_without_anything_personal(world: World):
    anna = world.person()

    anna.patch("/auth/me", json={"first_name": "Anna", "language": "sv"})

    (event,) = world.operator.query(
        "SELECT subject, actor, before, after FROM event "
        "WHERE app_id = $1 AND type = 'user.changed'",
        world.app,
    )
    assert event == {
        "subject": UUID(str(anna.id)),
        "actor": str(anna.id),
        "before": None,
        "after": '{"fields":["first_name","language"]}',
    }


def test_what_was_read_can_be_sent_back_and_changes_nothing(world: World):
    anna = world.person()
    read = anna.get("/auth/me")

    again = anna.patch("/auth/me", json=read.json())

    assert again.json() == read.json()
    assert again.headers["etag"] == read.headers["etag"]
    assert "user.changed" not in world.history(anna.id)


def test_an_old_version_is_refused(world: World):
    anna = world.person()
    read = anna.get("/auth/me").headers["etag"]
    anna.patch("/auth/me", json={"first_name": "Anna"}, headers={"if-match": read})

    stale = anna.patch("/auth/me", json={"last_name": "B"}, headers={"if-match": read})

    assert stale.status_code == 412
    assert anna.get("/auth/me").json()["last_name"] is None


def test_the_address_is_not_changed_here(world: World):
    anna = world.person()

    reply = anna.patch("/auth/me", json={"email": "other@example.com"})

    assert reply.status_code == 400
    assert reply.json()["errors"][0]["pointer"] == "/email"


def test_it_is_for_signed_in_users(world: World):
    assert world.anonymous().get("/auth/me").status_code == 401
    for reply in (
        world.machine().get("/auth/me"),
        world.machine().patch("/auth/me", json={}),
    ):
        assert (reply.status_code, reply.json()["code"]) == (403, "UserNeeded")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"phone_number": "call me"}, "/phone_number"),
        ({"address": {"country_code": "ZZ"}}, "/address/country_code"),
        ({"address": "Storgatan 1"}, "/address"),
        ({"language": "svenska"}, "/language"),
        ({"additions": "x"}, "/additions"),
        ({"additions": {"a": "x" * 20_000}}, "/additions"),
        ({"password": "a new password"}, "/password"),
        (
            {"communication_preferences": {"allow_fax": True}},
            "/communication_preferences/allow_fax",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(
    world: World, wrong: dict[str, Any], pointer: str
):
    reply = world.person().patch("/auth/me", json=wrong)

    assert reply.status_code == 400
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]


def test_nesting_has_an_end(world: World):
    anna = world.person()
    for deep in (21, 300, 900, 5000):
        nested = '{"a":' * deep + "1" + "}" * deep
        reply = anna.patch(
            "/auth/me",
            content=f'{{"additions": {nested}}}',
            headers={"content-type": "application/json"},
        )
        assert reply.status_code == 400
