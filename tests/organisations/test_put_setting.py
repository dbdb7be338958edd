"""A company says what holds for it of a field: a value of its own, or nothing."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from settings import declare, held, put, reset, setting

from clients import Client
from koncern.base import Scope
from trees import add_company, put_parent
from world import World

VALUES = (
    ("payment_terms", {"days": 30}),
    ("price_list", "eur"),
    ("credit_check", True),
    ("store_groups", ["nordics"]),
    ("custom_fields.a", {"b": 1}),
)


@pytest.fixture
def machine(world: World) -> Client:
    client = world.machine()
    declare(client, *(field for field, _ in VALUES))
    return client


@pytest.fixture
def company(machine: Client) -> str:
    return add_company(machine, "Company")


def printed(client: Client, company: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/organisations/{company}").json()["company"]
    return found


def test_what_it_says_is_answered_counted_and_on_the_record(
    world: World, machine: Client, company: str
):
    terms = {"days": 14, "counted_from": "end_of_month", "code": "EOM14"}
    reply = put(machine, company, "payment_terms", terms)

    assert reply.json() == {
        "field": "payment_terms",
        "state": "own",
        "value": terms,
        "source": {"id": company, "name": "Company"},
    }
    assert reply.headers["etag"] == '"2"'
    assert machine.get(f"/organisations/{company}").headers["etag"] == '"2"'
    again = put(machine, company, "payment_terms", terms)
    assert again.headers["etag"] == '"2"'
    reset(machine, company, "payment_terms").raise_for_status()
    assert world.history(company)[1:] == ["company.setting_changed"] * 2
    told = world.operator.query(
        "SELECT before, after FROM event WHERE app_id = $1 AND subject = $2::text::uuid"
        " AND type = 'company.setting_changed' ORDER BY seq",
        world.app,
        company,
    )
    assert told[0]["before"] is None
    assert '"days":14' in told[0]["after"].replace(" ", "")
    assert told[1]["after"] is None


def test_what_has_its_place_in_the_company_changes_there(
    world: World, machine: Client, company: str
):
    machine.post("/store-groups", json={"slug": "nordics", "name": "Nordics"})
    for field, value in (
        ("credit_check", True),
        ("store_groups", ["nordics"]),
        ("custom_fields.a", {"b": None}),
    ):
        put(machine, company, field, value).raise_for_status()

    shown = printed(machine, company)
    assert shown["credit_check"] is True
    assert [each["slug"] for each in shown["store_groups"]] == ["nordics"]
    assert shown["custom_fields"] == {"a": {"b": None}}
    assert world.history(company)[1:] == ["company.changed"] * 3
    back = setting(machine, company, "store_groups")["value"]
    put(machine, company, "store_groups", back).raise_for_status()
    put(machine, company, "custom_fields.a", {"c": 1}).raise_for_status()
    assert printed(machine, company)["custom_fields"] == {"a": {"c": 1}}
    assert world.history(company)[1:] == ["company.changed"] * 4

    for field in ("credit_check", "store_groups", "custom_fields.a"):
        reset(machine, company, field).raise_for_status()
        assert held(machine, company, field) == ("unset", None, None)
    shown = printed(machine, company)
    assert (shown["credit_check"], shown["store_groups"]) == (False, [])
    assert shown["custom_fields"] == {}


@pytest.mark.parametrize(
    ("field", "above", "nothing"),
    [
        ("price_list", "eur", None),
        ("credit_check", True, None),
        ("store_groups", ["nordics"], []),
        ("custom_fields.a", 1, None),
    ],
)
def test_nothing_on_purpose_is_not_inherited(
    machine: Client, company: str, field: str, above: Any, nothing: Any
):
    machine.post("/store-groups", json={"slug": "nordics", "name": "Nordics"})
    below = add_company(machine, "Below", company)
    put(machine, company, field, above).raise_for_status()
    put(machine, below, field, above).raise_for_status()

    assert put(machine, below, field, nothing).json()["state"] == "blocked"
    assert held(machine, below, field) == ("blocked", None, "Below")
    put(machine, below, field, above).raise_for_status()
    assert held(machine, below, field)[0] == "own"
    reset(machine, below, field).raise_for_status()
    assert held(machine, below, field)[::2] == ("inherited", "Company")


def test_no_credit_check_can_be_said_below_one(machine: Client, company: str):
    below = add_company(machine, "Below", company)
    put(machine, company, "credit_check", True).raise_for_status()
    assert held(machine, below, "credit_check") == ("inherited", True, "Company")

    put(machine, below, "credit_check", False).raise_for_status()
    assert held(machine, below, "credit_check") == ("own", False, "Below")
    patch = {"credit_check": True}
    machine.patch(f"/organisations/{below}", json=patch).raise_for_status()
    assert held(machine, below, "credit_check") == ("own", True, "Below")


WRONG = [
    ("payment_terms", 30, ["/value"]),
    ("payment_terms", {}, ["/value/days"]),
    ("payment_terms", {"days": 366, "from": 1}, ["/value/days", "/value/from"]),
    ("payment_terms", {"days": 1.5, "code": "a\nb"}, ["/value/days", "/value/code"]),
    ("payment_terms", {"days": True}, ["/value/days"]),
    ("payment_terms", {"days": 1, "counted_from": "now"}, ["/value/counted_from"]),
    ("price_list", 7, ["/value"]),
    ("price_list", " ", ["/value"]),
    ("price_list", "x" * 101, ["/value"]),
    ("credit_check", "yes", ["/value"]),
    ("store_groups", "nordics", ["/value"]),
    ("store_groups", [1, {"x": 1}, "none"], ["/value/0", "/value/1"]),
    ("store_groups", ["none"], ["/value/0"]),
    ("store_groups", ["none"] * 201, ["/value"]),
]


def test_a_bad_value_is_named_by_its_places(
    world: World, machine: Client, company: str
):
    for field, value, pointers in WRONG:
        reply = put(machine, company, field, value)
        assert (reply.status_code, reply.json()["code"]) == (400, "SettingValueInvalid")
        assert [fault["pointer"] for fault in reply.json()["errors"]] == pointers
    assert world.history(company) == ["company.created"]


def test_a_custom_field_is_not_nested_too_deep(machine: Client, company: str):
    deep: Any = 1
    for _ in range(21):
        deep = [deep]
    reply = put(machine, company, "custom_fields.a", deep)

    assert (reply.status_code, reply.json()["code"]) == (400, "SettingValueInvalid")
    assert reply.json()["errors"][0]["pointer"] == "/value"
    big = 10**30
    assert put(machine, company, "custom_fields.a", big).json()["value"] == big


def test_a_field_that_does_not_flow_is_refused(machine: Client, company: str):
    reply = put(machine, company, "custom_fields.b", 1)

    assert (reply.status_code, reply.json()["code"]) == (400, "FieldNotInherited")
    assert "price_list" in reply.json()["errors"][0]["detail"]
    path = f"/organisations/{company}/settings/price_list"
    for body in ({}, {"value": "a", "state": "own"}):
        assert machine.put(path, json=body).json()["code"] == "BodyInvalid"


def test_terms_are_the_sellers_and_custom_fields_are_its_admins_too(
    world: World, machine: Client, company: str
):
    admin, member, charlie = (world.person(name) for name in ("anna", "ben", "charlie"))
    for person, level in ((admin, "admin"), (member, "default")):
        place = {"level": level, "user_id": str(person.id)}
        machine.post(f"/organisations/{company}/users", json=place).raise_for_status()

    for field, value in (("price_list", "a"), ("credit_check", False)):
        assert put(admin, company, field, value).json()["code"] == "CredentialNeeded"
        assert reset(admin, company, field).json()["code"] == "CredentialNeeded"
        assert put(charlie, company, field, value).status_code == 404
    assert put(admin, company, "custom_fields.a", 1).status_code == 200
    assert put(member, company, "custom_fields.a", 1).json()["code"] == "AdminNeeded"
    assert put(charlie, company, "custom_fields.a", 1).status_code == 404
    reading = world.machine(Scope.READ)
    for field in ("price_list", "custom_fields.a"):
        assert put(reading, company, field, "a").json()["code"] == "ScopeLacking"
    assert world.history(company)[-1] == "company.changed"


def test_a_stale_version_is_refused(machine: Client, company: str):
    for stale in ({"if-match": '"7"'}, {"if-match": 'W/"1"'}):
        assert (
            put(machine, company, "price_list", "a", headers=stale).status_code == 412
        )
        assert reset(machine, company, "price_list", headers=stale).status_code == 412
    fresh = {"if-match": '"1"'}
    assert put(machine, company, "price_list", "a", headers=fresh).status_code == 200


def test_many_at_once_take_turns(world: World, machine: Client, company: str):
    machine.post("/store-groups", json={"slug": "nordics", "name": "Nordics"})
    top = add_company(machine, "Top")
    below = add_company(machine, "Below", company)

    def change(seed: int) -> set[int]:
        chance = random.Random(seed)
        return {step(machine, chance, [company, below], top) for _ in range(40)}

    with ThreadPoolExecutor(6) as threads:
        statuses = set().union(*threads.map(change, range(6)))
    # A field that is just withdrawn does not flow (400).
    assert statuses <= {200, 204, 400, 404}
    assert {200, 204} <= statuses
    kept = world.operator.query(
        """SELECT c.version, count(e.id) AS events FROM company AS c
             JOIN event AS e ON e.app_id = $1 AND e.subject = c.id
            WHERE c.app_id = $1 GROUP BY c.app_id, c.id""",
        world.app,
    )
    # A value that gives way to nothing, or back, is two events of one change.
    assert all(each["version"] <= each["events"] for each in kept)


def step(machine: Client, chance: random.Random, companies: list[str], top: str) -> int:
    """Do one thing to a setting, a company, or a field that flows down."""
    company, (field, value) = chance.choice(companies), chance.choice(VALUES)
    match chance.randrange(6):
        case 0:
            reply = reset(machine, company, field)
        case 1:
            own = {"store_groups": chance.choice([[], ["nordics"]])}
            reply = machine.patch(f"/organisations/{company}", json=own)
        case 2:
            reply = put_parent(machine, companies[0], chance.choice([None, top]))
        case 3:
            path = "/inherited-fields/custom_fields.a"
            reply = machine.request(chance.choice(["PUT", "DELETE"]), path)
        case _:
            reply = put(machine, company, field, chance.choice([None, value]))
    return reply.status_code
