"""Making attribute templates in bulk: what can be made is made."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from world import World

PATH = "/attributes/bulk"


def test_those_that_can_be_made_are(world: World):
    machine = world.machine()
    machine.post("/attributes", json={"key": "taken", "name": "Taken"})
    sent = [
        {"key": "good", "name": "Good", "fields": []},
        {"key": "good", "name": "The same again"},
        {"key": "taken", "name": "Taken"},
        {"key": "nameless"},
        {
            "key": "typo",
            "name": "Typo",
            "fields": [{"key": "a", "name": "A", "type": "bolean"}],
        },
        {"key": "bulk", "name": "Bulk", "unit": "kg"},
        {"key": "fine", "name": "Fine"},
    ]

    reply = machine.post(PATH, json=sent)

    assert reply.status_code == 200
    body = reply.json()
    assert [each["key"] for each in body["successful_creations"]] == ["good", "fine"]
    assert body["successful_creations"][0]["name"] == "Good"
    failed = {str(each["input"]): each["reason"] for each in body["failed_creations"]}
    assert [each["input"] for each in body["failed_creations"]] == sent[1:6]
    assert failed[str(sent[1])] == failed[str(sent[2])]
    assert "has this key" in failed[str(sent[1])]
    assert failed[str(sent[3])] == "/name is required"
    assert failed[str(sent[4])].startswith("/fields/0/type cannot be 'bolean'")
    assert failed[str(sent[5])] == "/unit is no field of this object"
    keys = [each["key"] for each in machine.get("/attributes").json()["attributes"]]
    assert keys == ["taken", "good", "fine"]


def test_each_one_that_is_made_is_on_the_record(world: World):
    sent = [{"key": f"k{n}", "name": "Name"} for n in range(3)]

    reply = world.machine().post(PATH, json=sent)

    for made in reply.json()["successful_creations"]:
        assert world.history(made["id"]) == ["attribute_template.created"]


def test_a_thousand_are_made_and_one_more_is_refused(world: World):
    machine = world.machine()
    sent = [{"key": f"k{n}", "name": "Name"} for n in range(1001)]

    refused = machine.post(PATH, json=sent)
    reply = machine.post(PATH, json=sent[:1000])

    assert (refused.status_code, refused.json()["code"]) == (400, "BodyInvalid")
    assert len(reply.json()["successful_creations"]) == 1000
    assert reply.json()["failed_creations"] == []


@pytest.mark.parametrize("body", [[], {}, [1], ["x"], "x", {"attributes": []}])
def test_what_is_no_list_of_objects_is_refused(world: World, body: object):
    reply = world.machine().post(PATH, json=body)

    assert (reply.status_code, reply.json()["code"]) == (400, "BodyInvalid")


def test_a_repeat_with_a_key_makes_nothing_new(world: World):
    key = {"idempotency-key": uuid4().hex}
    sent = [{"key": "a", "name": "A"}]
    machine = world.machine()

    first = machine.post(PATH, json=sent, headers=key)
    again = machine.post(PATH, json=sent, headers=key)

    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()


def test_the_same_at_once_is_made_once(world: World):
    machine = world.machine()
    sent = [{"key": f"k{n}", "name": "Name"} for n in range(20)]

    with ThreadPoolExecutor(4) as pool:
        replies = [
            *pool.map(lambda n: machine.post(PATH, json=sent[n:] + sent[:n]), range(4))
        ]

    statuses = {reply.status_code for reply in replies}
    assert statuses == {200}
    made = [
        each["key"]
        for reply in replies
        for each in reply.json()["successful_creations"]
    ]
    assert sorted(made) == sorted(each["key"] for each in sent)
