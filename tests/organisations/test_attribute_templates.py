"""Making, reading, changing and deleting attribute templates."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from koncern.base import Scope
from world import World

FIELD = {"key": "forklift", "name": "Has a forklift", "type": "boolean"}
NEW = {
    "key": "delivery",
    "name": "Delivery",
    "type": "logistics",
    "fields": [
        FIELD,
        {"key": "dock", "name": "Dock", "type": "select", "options": ["north"]},
    ],
    "filterable": True,
    "resources": ["organisations"],
    "translatable": True,
}
PATH = "/attributes/delivery"


def test_it_is_made_read_and_listed(world: World):
    made = world.machine().post("/attributes", json=NEW)

    assert made.status_code == 201, made.text
    body = made.json()
    fields = [FIELD | {"options": None}, NEW["fields"][1]]
    assert body == body | NEW | {"fields": fields}
    assert set(body) - set(NEW) == {"created_at", "id", "updated_at"}
    read = world.machine(Scope.READ).get(PATH)
    assert (read.json(), read.headers["etag"]) == (body, '"1"')
    listed = world.machine(Scope.READ).get("/attributes").json()
    assert listed == {"attributes": [body], "pagination": {}}
    assert world.history(body["id"]) == ["attribute_template.created"]


def test_the_same_key_again_is_refused(world: World, other_world: World):
    machine = world.machine()
    machine.post("/attributes", json=NEW)

    again = machine.post("/attributes", json=NEW)
    elsewhere = other_world.machine().post("/attributes", json=NEW)

    assert (again.status_code, again.json()["code"]) == (
        409,
        "AttributeTemplateKeyTaken",
    )
    assert elsewhere.status_code == 201


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"key": "bulk"}, "/key"),
        ({"key": "a b"}, "/key"),
        ({"key": ""}, "/key"),
        ({"name": " "}, "/name"),
        ({"fields": [FIELD, FIELD]}, "/fields/1/key"),
        ({"fields": [FIELD | {"type": "colour"}]}, "/fields/0/type"),
        ({"fields": [FIELD | {"type": "select"}]}, "/fields/0/options"),
        ({"fields": [FIELD | {"options": ["a"]}]}, "/fields/0/options"),
        (
            {"fields": [FIELD | {"type": "select", "options": ["a", "a"]}]},
            "/fields/0/options",
        ),
        ({"fields": [FIELD | {"key": f"k{n}"} for n in range(201)]}, "/fields"),
        ({"resources": [""]}, "/resources/0"),
        ({"translatable": "yes"}, "/translatable"),
        ({"unit": "kg"}, "/unit"),
    ],
)
def test_what_cannot_be_is_named(world: World, change: dict[str, object], place: str):
    reply = world.machine().post("/attributes", json=NEW | change)

    assert reply.status_code == 400, reply.text
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [place]


def test_what_is_sent_changes_and_the_rest_stays(world: World):
    machine = world.machine()
    before = machine.post("/attributes", json=NEW).json()

    reply = machine.patch(PATH, json={"name": "New", "type": None, "fields": [FIELD]})

    after = reply.json()
    assert (reply.status_code, reply.headers["etag"]) == (200, '"2"')
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"name", "type", "fields", "updated_at"}
    back = machine.patch(PATH, json=after)
    assert (back.json(), back.headers["etag"]) == (after, '"2"')
    assert world.history(before["id"])[1:] == ["attribute_template.changed"]


def test_its_key_stays(world: World):
    machine = world.machine()
    machine.post("/attributes", json=NEW)

    reply = machine.patch(PATH, json={"key": "other", "fields": [FIELD, FIELD]})

    places = {fault["pointer"] for fault in reply.json()["errors"]}
    assert places == {"/key", "/fields/1/key"}


def test_only_the_version_that_was_read_is_changed_or_deleted(world: World):
    machine = world.machine()
    machine.post("/attributes", json=NEW)
    machine.patch(PATH, json={"name": "New"})
    stale = {"if-match": '"1"'}

    replies = [
        machine.patch(PATH, json={"name": "Newer"}, headers=stale),
        machine.delete(PATH, headers=stale),
        machine.delete(PATH, headers={"if-match": '"2"'}),
        machine.delete(PATH),
        machine.get(PATH),
    ]

    assert [reply.status_code for reply in replies] == [412, 412, 204, 404, 404]


def test_deleted_twice_at_once_it_goes_once(world: World):
    machine = world.machine()
    made = machine.post("/attributes", json=NEW).json()

    with ThreadPoolExecutor(4) as pool:
        replies = [*pool.map(lambda _: machine.delete(PATH), range(4))]

    assert sorted(reply.status_code for reply in replies) == [204, 404, 404, 404]
    assert world.history(made["id"])[1:] == ["attribute_template.deleted"]


def test_pages_lead_through_all_of_them(world: World):
    machine = world.machine()
    for number in range(3):
        machine.post("/attributes", json=NEW | {"key": f"n{number}"})

    first = machine.get("/attributes?limit=2")
    rest = machine.get(world.url + first.links["next"]["url"])

    listed = [*first.json()["attributes"], *rest.json()["attributes"]]
    assert [each["key"] for each in listed] == ["n0", "n1", "n2"]


def test_strangers_cannot(world: World, other_world: World):
    world.machine().post("/attributes", json=NEW)
    strangers = (world.machine(Scope.WRITE), world.person(), other_world.machine())

    changed = [client.patch(PATH, json={"name": "X"}) for client in strangers]
    deleted = [client.delete(PATH) for client in strangers]

    assert [reply.status_code for reply in changed] == [403, 403, 404]
    assert [reply.status_code for reply in deleted] == [403, 403, 404]
    assert strangers[0].post("/attributes", json=NEW).status_code == 403
    assert strangers[1].get("/attributes").status_code == 403
    assert strangers[1].post("/attributes/bulk", json=[NEW]).status_code == 403
