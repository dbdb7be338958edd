"""Registering a company: its tags, customer groups and store groups."""

from datetime import datetime
from typing import Any

import pytest

from world import World, new_company


@pytest.fixture
def labels(world: World) -> dict[str, dict[str, Any]]:
    """A tag and two groups, as they were answered when they were made."""
    machine = world.machine()
    store_group = {
        "slug": "nordics",
        "name": "Nordics",
        "description": "The north",
        "country_of_sale": "SE",
        "store_type": "b2b",
    }
    made = {
        "tags": machine.post("/tags", json={"key": "gold", "name": "Gold"}),
        "customer_groups": machine.post(
            "/customer-groups", json={"slug": "wholesale", "name": "Wholesale"}
        ),
        "store_groups": machine.post("/store-groups", json=store_group),
    }
    return {kind: reply.json() for kind, reply in made.items()}


SHOWN = {
    "tags": ["id", "key", "name"],
    "customer_groups": ["id", "name", "slug"],
    "store_groups": [
        "country_of_sale",
        "created_at",
        "description",
        "id",
        "name",
        "slug",
        "store_type",
        "updated_at",
    ],
}


def moments_read(label: dict[str, Any]) -> dict[str, Any]:
    """Read moments as such: with milliseconds or microseconds, they are the same."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") else value
        for name, value in label.items()
    }


def short(label: dict[str, Any]) -> str:
    return str(label.get("key") or label["slug"])


FORMS = {
    "the short name": short,
    "the id": lambda label: label["id"],
    "the id in capitals": lambda label: label["id"].upper(),
    "an object with the short name": lambda label: (
        {"key": label["key"]} if "key" in label else {"slug": label["slug"]}
    ),
    "an object with the id": lambda label: {"id": label["id"]},
}


@pytest.mark.parametrize("form", FORMS)
def test_each_is_named_by(world: World, labels: dict[str, Any], form: str):
    sent = {kind: [FORMS[form](label)] for kind, label in labels.items()}

    reply = world.person().post("/organisations", json=new_company(**sent))

    assert reply.status_code == 200, reply.text
    company = reply.json()["company"]
    for kind, label in labels.items():
        (shown,) = company[kind]
        assert moments_read(shown) == moments_read(
            {name: label[name] for name in SHOWN[kind]}
        )


def test_each_is_named_by_what_a_read_shows(world: World, labels: dict[str, Any]):
    anna = world.person()
    sent = {kind: [short(label)] for kind, label in labels.items()}
    read = anna.post("/organisations", json=new_company(**sent)).json()["company"]

    again = anna.post(
        "/organisations", json=new_company(**{kind: read[kind] for kind in labels})
    )

    assert again.status_code == 200, again.text
    assert {kind: again.json()["company"][kind] for kind in labels} == {
        kind: read[kind] for kind in labels
    }


def test_named_twice_is_once(world: World, labels: dict[str, Any]):
    tag = labels["tags"]
    body = new_company(tags=["gold", tag["id"], {"id": tag["id"]}, "gold"])

    company = world.person().post("/organisations", json=body).json()["company"]

    assert [each["key"] for each in company["tags"]] == ["gold"]


@pytest.mark.usefixtures("labels")
def test_those_of_another_app_are_unknown(other_world: World, labels: dict[str, Any]):
    body = new_company(tags=["gold", labels["tags"]["id"]])

    reply = other_world.person().post("/organisations", json=body)

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [
        "/tags/0",
        "/tags/1",
    ]
