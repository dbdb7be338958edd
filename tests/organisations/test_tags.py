"""Making, reading and listing tags."""

import pytest

from koncern.base import Scope
from world import World

NEW = {"key": "gold", "name": "Gold"}


def test_it_is_made_and_listed(world: World):
    machine = world.machine()

    made = machine.post("/tags", json=NEW)

    assert made.status_code == 201
    body = made.json()
    assert {name: body[name] for name in NEW} == NEW
    said = {"status": "active", "filterable": False, "translations": {"name": {}}}
    assert {name: body[name] for name in said} == said
    assert set(body) - set(NEW) - set(said) == {"created_at", "id", "updated_at"}
    assert made.headers["etag"] == '"1"'
    read = world.machine(Scope.READ).get("/tags/gold")
    assert (read.json(), read.headers["etag"]) == (body, '"1"')
    listed = world.machine(Scope.READ).get("/tags").json()
    assert listed == {"tags": [body], "pagination": {}}


def test_it_is_on_the_record(world: World):
    made = world.machine().post("/tags", json=NEW).json()

    assert world.history(made["id"]) == ["tag.created"]


def test_the_same_key_again_is_refused(world: World, other_world: World):
    machine = world.machine()
    machine.post("/tags", json=NEW)

    again = machine.post("/tags", json=NEW | {"name": "Other"})
    elsewhere = other_world.machine().post("/tags", json=NEW)

    assert again.status_code == 409
    assert again.json()["code"] == "TagKeyTaken"
    assert elsewhere.status_code == 201
    assert len(machine.get("/tags").json()["tags"]) == 1


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_making_one_needs_the_admin_scope(world: World, scope: Scope):
    reply = world.machine(scope).post("/tags", json=NEW)

    assert reply.status_code == 403
    assert reply.json()["code"] == "ScopeLacking"


def test_users_neither_make_nor_see_them(world: World):
    anna = world.person()
    world.machine().post("/tags", json=NEW)

    replies = [anna.post("/tags", json=NEW), anna.get("/tags"), anna.get("/tags/gold")]

    assert [reply.status_code for reply in replies] == [403, 403, 403]
    assert replies[0].json()["code"] == "CredentialNeeded"


@pytest.mark.parametrize(
    "text", ["", "Gold", "a b", "-a", "a-", "a/b", "ä", "a" * 64, "a\n", None, 5]
)
def test_a_key_must_have_its_form(world: World, text: object):
    reply = world.machine().post("/tags", json=NEW | {"key": text})

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/key"]


def test_an_unknown_one_and_another_apps_are_not_there(
    world: World, other_world: World
):
    other_world.machine().post("/tags", json=NEW)

    reply = world.machine().get("/tags/gold")

    assert (reply.status_code, reply.json()["code"]) == (404, "TagUnknown")


def test_translations_are_by_locale(world: World):
    names = {"sv": "Guld", "zh-Hant-TW": "金", "es-419": "Oro"}
    wrong = {"svenska": "x", "sv_SE": "x", "xx": "x", "sv-XY": "x", "en-us": "x"}
    machine = world.machine()

    made = machine.post("/tags", json=NEW | {"translations": {"name": names}})
    refused = machine.post(
        "/tags", json=NEW | {"key": "b", "translations": {"name": wrong}}
    )

    assert made.json()["translations"] == {"name": names}
    assert refused.status_code == 400
    assert {fault["pointer"] for fault in refused.json()["errors"]} <= {
        f"/translations/name/{locale}" for locale in wrong
    }


def test_a_name_that_is_blank_is_refused(world: World):
    reply = world.machine().post("/tags", json=NEW | {"name": "  "})

    assert reply.status_code == 400


def test_pages_lead_through_all_of_them(world: World):
    machine = world.machine()
    for number in range(3):
        machine.post("/tags", json=NEW | {"key": f"n{number}"})

    first = machine.get("/tags?limit=2")
    rest = machine.get(world.url + first.links["next"]["url"])

    listed = [*first.json()["tags"], *rest.json()["tags"]]
    assert [each["key"] for each in listed] == ["n0", "n1", "n2"]
