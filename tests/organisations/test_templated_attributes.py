"""Attributes of companies that name a template must fit it."""

from typing import Any

import pytest

from clients import Client
from world import World, new_company

TYPES = {
    "text": "Red",
    "number": 1.5,
    "integer": 7,
    "boolean": False,
    "date": "2026-02-28",
    "datetime": "2026-02-28T12:00:00+01:00",
    "select": "a",
    "multi_select": ["b", "a"],
    "url": "https://example.com/a",
    "email": "info@example.com",
    "json": {"any": [1]},
}
WRONG = {
    "text": [1, True, ["x"]],
    "number": ["1", True],
    "integer": [1.5, "1", False],
    "boolean": [0, "true"],
    "date": ["2026-02-30", "20260228", 5, "2026-02-28T12:00:00Z"],
    "datetime": ["2026-02-28", "2026-02-28T12:00:00", 5, "2026-02-28T25:00:00Z"],
    "select": ["c", ["a"], 1, {}],
    "multi_select": ["a", ["c"], ["a", "a"], [[]], {}],
    "url": ["javascript:alert(1)", "example.com", "https://a b", 1],
    "email": ["info@", 1, ["info@example.com"]],
}


@pytest.fixture
def machine(world: World) -> Client:
    machine = world.machine()
    fields = [
        {"key": kind, "name": kind}
        | {"type": kind}
        | ({"options": ["a", "b"]} if "select" in kind else {})
        for kind in TYPES
    ]
    machine.post(
        "/attributes", json={"key": "all", "name": "All", "fields": fields}
    ).raise_for_status()
    return machine


def of(template: str, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": "a", "template_key": template, "values": values} | more


def register(client: Any, *attributes: dict[str, Any], **facts: Any) -> Any:
    body = new_company(attributes=list(attributes), **facts)
    return client.post("/organisations", json=body)


def places(reply: Any) -> list[str]:
    assert (reply.status_code, reply.json()["code"]) == (400, "CompanyInvalid")
    return [fault["pointer"] for fault in reply.json()["errors"]]


@pytest.mark.usefixtures("machine")
def test_values_of_every_type_are_kept(world: World):
    anna = world.person()
    for values in (TYPES, dict.fromkeys(TYPES), {}):
        reply = register(anna, of("all", values))

        assert reply.status_code == 200, reply.text
        (attribute,) = reply.json()["company"]["attributes"]
        assert attribute["values"] == values


@pytest.mark.parametrize("kind", WRONG)
def test_values_of_another_type_are_named(machine: Client, kind: str):
    for value in WRONG[kind]:
        reply = register(machine, of("all", TYPES | {kind: value}))

        assert places(reply) == [f"/attributes/0/values/{kind}"]


def test_all_that_is_wrong_is_told_at_once(machine: Client):
    reply = register(
        machine,
        {"key": "free", "values": {"colour": 1}},
        of("all", {"colour": "red", "integer": "x", "a/b": 1}),
        of("none", {}),
        email="nobody",
        tags=["none"],
    )

    assert set(places(reply)) == {
        "/email",
        "/tags/0",
        "/attributes/1/values/colour",
        "/attributes/1/values/a~1b",
        "/attributes/1/values/integer",
        "/attributes/2/template_key",
    }
    assert machine.get("/organisations").json()["companies"] == []


def test_another_apps_template_is_none(machine: Client, other_world: World):
    other_world.machine().post("/attributes", json={"key": "theirs", "name": "T"})

    reply = register(machine, of("theirs", {}))

    assert places(reply) == ["/attributes/0/template_key"]


def test_translations_need_a_template_that_takes_them(machine: Client):
    machine.post("/attributes", json={"key": "t", "name": "T", "translatable": True})
    translations = {"name": {"sv": "Färg", "swedish": "Färg"}, "description": {}}

    refused = register(machine, of("all", {}, translations=translations))
    half = register(machine, of("t", {}, translations=translations))
    kept = register(machine, of("t", {}, translations={"name": {"sv-SE": "Färg"}}))

    assert places(refused) == ["/attributes/0/translations/name"]
    assert places(half) == ["/attributes/0/translations/name/swedish"]
    assert kept.status_code == 200


def test_a_template_for_something_else_is_refused(machine: Client):
    users = {"key": "u", "name": "U", "resources": ["users"]}
    machine.post("/attributes", json=users)

    reply = register(machine, of("u", {}))

    assert places(reply) == ["/attributes/0/template_key"]


def test_a_change_is_checked_as_well(machine: Client):
    company = register(machine, of("all", {"text": "a"})).json()["company"]
    path = f"/organisations/{company['id']}"

    reply = machine.patch(
        path, json={"attributes": [of("all", {"text": 1}), of("x", {})], "tags": ["no"]}
    )
    fits = machine.patch(path, json={"attributes": [of("all", {"text": "b"})]})

    assert set(places(reply)) == {
        "/attributes/0/values/text",
        "/attributes/1/template_key",
        "/tags/0",
    }
    assert fits.json()["company"]["attributes"][0]["values"] == {"text": "b"}


@pytest.mark.parametrize("what", ["changes", "goes"])
def test_what_was_kept_stays_until_it_is_written_again(machine: Client, what: str):
    company = register(machine, of("all", {"text": "a"})).json()["company"]
    path = f"/organisations/{company['id']}"
    if what == "goes":
        machine.delete("/attributes/all")
    else:
        machine.patch("/attributes/all", json={"fields": []})
    (kept,) = company["attributes"]
    free = {"key": "free", "values": {"colour": "red"}}

    elsewhere = machine.patch(path, json={"comment": "x", "attributes": [kept, free]})
    again = machine.patch(path, json={"attributes": [kept | {"values": {"text": "b"}}]})

    assert elsewhere.status_code == 200, elsewhere.text
    assert elsewhere.json()["company"]["attributes"][0] == kept
    place = (
        "/attributes/0/template_key" if what == "goes" else "/attributes/0/values/text"
    )
    assert places(again) == [place]
