"""What is said of plans and payers that cannot be: in words that a person understands."""

import pytest
from paying import put_payer

from clients import Client
from patience import wait_until
from trees import add_company, in_time, plan, put_parent
from world import World, add_customer, add_organization


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


def test_a_refusal_of_a_move_says_what_is_wrong_with_the_parent(machine: Client):
    top = add_company(machine, "Top")
    below = add_company(machine, "Below", top)

    seen = machine.put(
        f"/organisations/{top}/parent?dry_run=true", json={"parent_id": below}
    ).json()

    (refusal,) = seen["preview"]["refusals"]
    assert refusal["detail"].endswith(" The parent stands below this company.")


def test_a_change_of_members_that_failed_names_the_customer(world: World):
    billing = world.customers()
    owner, a = add_customer(billing, "Owner"), add_customer(billing, "A")
    path = f"/customer-organizations/{add_organization(billing, owner)}"
    body = {"customerId": a, "change": "join", "effectiveAt": in_time(seconds=0.5)}
    made = billing.post(f"{path}/scheduled-changes", json=body).json()["id"]
    change = f"{path}/scheduled-changes/{made}"
    billing.post(f"/customers/{a}/archive").raise_for_status()

    wait_until(
        lambda: billing.get(change).json()["state"] != "pending", "still pending"
    )
    told = billing.get(change).json()["failureDetail"]
    assert told.endswith(f" {a} is archived.")


def test_a_plan_that_is_sent_as_it_is_stays_as_it_is(world: World, machine: Client):
    top, a = add_company(machine, "Top"), add_company(machine, "A")
    planned = plan(machine, a, top, in_time(days=1))
    path = f"/scheduled-moves/{planned['id']}"
    happened = world.history(a)

    for body in ({}, {"parent_id": top, "effective_at": planned["effective_at"]}):
        reply = machine.patch(path, json=body, headers={"If-Match": '"1"'})
        assert reply.status_code == 200, reply.text
        assert (reply.headers["etag"], reply.json()) == ('"1"', planned)
    assert world.history(a) == happened


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("9500-01-01T00:00:00Z", "is beyond all times"),
        ("0001-01-01T00:00:00+14:00", "is beyond all times"),
        (
            "2030-01-31T08:00:00",
            "must say how far from UTC it is, like 2030-01-31T08:00:00Z",
        ),
        ("soon", "must be a time (RFC 3339)"),
    ],
)
def test_one_thing_is_said_of_a_time_that_is_none(machine: Client, at: str, told: str):
    a = add_company(machine, "A")

    for reply in (
        put_payer(machine, a, "self", effective_at=at, reason="It was so."),
        put_parent(machine, a, None, effective_at=at, reason="It was so."),
    ):
        assert reply.status_code == 400
        assert reply.json()["errors"] == [{"pointer": "/effective_at", "detail": told}]


def test_the_form_of_a_slug_is_said_in_words(machine: Client):
    a = add_company(machine, "A")

    for reply in (
        machine.post("/hierarchies", json={"slug": "Sal es", "name": "Sales"}),
        machine.get(f"/organisations/{a}/place?hierarchy=MAIN"),
    ):
        (fault,) = reply.json()["errors"]
        assert fault["detail"].startswith("must be of lower-case letters and digits")
