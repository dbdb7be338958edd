"""Making, reading and listing customer groups."""

import pytest

from koncern.base import Scope
from world import World

NEW = {"slug": "wholesale", "name": "Wholesale"}


def test_it_is_made_and_listed(world: World):
    machine = world.machine()

    made = machine.post("/customer-groups", json=NEW)

    assert made.status_code == 201
    body = made.json()
    assert {name: body[name] for name in NEW} == NEW
    assert (body["type"], body["store_group_id"]) == (None, None)
    assert made.headers["etag"] == '"1"'
    read = world.machine(Scope.READ).get("/customer-groups/wholesale")
    assert (read.json(), read.headers["etag"]) == (body, '"1"')
    totals = {"organisations_total": 0, "merchant_users_total": 0}
    listed = world.machine(Scope.READ).get("/customer-groups").json()
    (short,) = listed["customer_groups"]
    assert short | totals == body


def test_a_user_reads_it_in_short(world: World, other_world: World):
    made = world.machine().post("/customer-groups", json=NEW).json()

    reply = world.person().get("/customer-groups/wholesale")
    stranger = other_world.person().get("/customer-groups/wholesale")

    assert reply.status_code == 200
    assert reply.json() == NEW | {"id": made["id"]}
    assert (stranger.status_code, stranger.json()["code"]) == (
        404,
        "CustomerGroupUnknown",
    )


def test_it_has_a_discount_or_a_store_group(world: World):
    machine = world.machine()
    group = machine.post("/store-groups", json={"slug": "s", "name": "S"}).json()["id"]
    discount = {"discount_percentage": 125, "discount_percentage_decimals": 1}

    sold = machine.post("/customer-groups", json=NEW | discount)
    stored = machine.post(
        "/customer-groups", json={"slug": "s", "name": "S", "store_group_id": group}
    )

    assert sold.json() == sold.json() | discount | {"type": "discount"}
    assert stored.json() == stored.json() | {
        "type": "store_group",
        "store_group_id": group,
    }


PERCENT, DECIMALS = "discount_percentage", "discount_percentage_decimals"


@pytest.mark.parametrize(
    ("terms", "places"),
    [
        ({PERCENT: 10}, {DECIMALS}),
        ({DECIMALS: 1}, {PERCENT}),
        ({PERCENT: -1, DECIMALS: 0}, {PERCENT}),
        ({PERCENT: 101, DECIMALS: 0}, {PERCENT}),
        ({PERCENT: 1001, DECIMALS: 1}, {PERCENT}),
        ({PERCENT: 10**12, DECIMALS: 6}, {PERCENT}),
        ({PERCENT: 12.5, DECIMALS: 0}, {PERCENT}),
        ({PERCENT: 1, DECIMALS: 7}, {DECIMALS}),
        ({PERCENT: "1", DECIMALS: True}, {PERCENT, DECIMALS}),
        (
            {"store_group_id": "0190f0e0-0000-7000-8000-000000000000"},
            {"store_group_id"},
        ),
        (
            {
                PERCENT: 1,
                DECIMALS: 0,
                "store_group_id": "0190f0e0-0000-7000-8000-000000000000",
            },
            {"store_group_id"},
        ),
    ],
)
def test_terms_that_cannot_be_are_refused(
    world: World, terms: dict[str, object], places: set[str]
):
    reply = world.machine().post("/customer-groups", json=NEW | terms)

    assert reply.status_code == 400, reply.text
    assert {fault["pointer"][1:] for fault in reply.json()["errors"]} == places


def test_it_is_on_the_record(world: World):
    made = world.machine().post("/customer-groups", json=NEW).json()

    assert world.history(made["id"]) == ["customer_group.created"]


def test_the_same_slug_again_is_refused(world: World, other_world: World):
    machine = world.machine()
    machine.post("/customer-groups", json=NEW)

    again = machine.post("/customer-groups", json=NEW | {"name": "Other"})
    elsewhere = other_world.machine().post("/customer-groups", json=NEW)

    assert again.status_code == 409
    assert again.json()["code"] == "CustomerGroupSlugTaken"
    assert elsewhere.status_code == 201
    assert len(machine.get("/customer-groups").json()["customer_groups"]) == 1


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_making_one_needs_the_admin_scope(world: World, scope: Scope):
    reply = world.machine(scope).post("/customer-groups", json=NEW)

    assert reply.status_code == 403
    assert reply.json()["code"] == "ScopeLacking"


def test_users_neither_make_nor_list_them(world: World):
    anna = world.person()

    replies = [anna.post("/customer-groups", json=NEW), anna.get("/customer-groups")]

    assert [reply.status_code for reply in replies] == [403, 403]
    assert replies[0].json()["code"] == "CredentialNeeded"


@pytest.mark.parametrize(
    "text", ["", "Gold", "a b", "-a", "a-", "a/b", "ä", "a" * 64, "a\n", None, 5]
)
def test_a_slug_must_have_its_form(world: World, text: object):
    reply = world.machine().post("/customer-groups", json=NEW | {"slug": text})

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == ["/slug"]


def test_a_name_that_is_blank_is_refused(world: World):
    reply = world.machine().post("/customer-groups", json=NEW | {"name": "  "})

    assert reply.status_code == 400


def test_pages_lead_through_all_of_them(world: World):
    machine = world.machine()
    for number in range(3):
        machine.post("/customer-groups", json=NEW | {"slug": f"n{number}"})

    first = machine.get("/customer-groups?limit=2")
    rest = machine.get(world.url + first.links["next"]["url"])

    listed = [*first.json()["customer_groups"], *rest.json()["customer_groups"]]
    assert [each["slug"] for each in listed] == ["n0", "n1", "n2"]
