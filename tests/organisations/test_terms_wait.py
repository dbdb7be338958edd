"""Terms that a user asks for hold for nobody until the seller approves them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from waiting import register

from clients import Client
from koncern.base import Scope
from world import Person, World

ADDRESS = {
    "street_address": "Hamngatan 2",
    "postal_code": "411 05",
    "city": "Göteborg",
    "country": "SE",
}


@pytest.fixture
def machine(world: World) -> Client:
    client = world.machine()
    client.post("/tags", json={"key": "gold", "name": "Gold"}).raise_for_status()
    group = {"slug": "vip", "name": "VIP"}
    client.post("/customer-groups", json=group).raise_for_status()
    return client


@pytest.fixture
def anna(world: World, machine: Client) -> Person:
    assert machine
    return world.person()


def test_no_user_makes_a_company_active_or_moves_it(
    world: World, machine: Client, anna: Person
):
    """Try each call that could turn what was asked for into what holds."""
    parent = register(anna)
    company = register(anna, credit_check=True, tags=["gold"])
    path = f"/organisations/{company}"
    registration = f"/registrations/{company}"

    attempts = [
        anna.patch(path, json={"status": "active"}),
        anna.post(f"{registration}/approval"),
        anna.delete(f"{registration}/rejection"),
        anna.put(f"{path}/parent", json={"parent_id": parent}),
        anna.put(f"{path}/kind", json={"kind": "division"}),
        anna.delete(path),
        anna.post(f"{path}/restore"),
        anna.post("/customer-groups/vip/organisations", json=[company]),
    ]

    assert all(each.is_client_error for each in attempts), attempts
    assert machine.get(path).json()["company"]["status"] == "pending"
    machine.post(f"{registration}/rejection", json={"reason": "No"})
    for attempt in (
        anna.delete(f"{registration}/rejection"),
        anna.post(f"{path}/addresses", json={"kind": "shipping"} | ADDRESS),
        anna.patch(path, json={"comment": "please"}),
    ):
        assert attempt.is_client_error
    assert world.machine(Scope.READ).get(path).json()["company"]["status"] == "rejected"


def test_terms_that_come_after_the_approval_are_refused(world: World, machine: Client):
    """Change the terms at the same moment as they are approved: one is first."""
    for turn in range(8):
        person = world.person(f"p{turn}")
        company = register(person)
        with ThreadPoolExecutor(2) as threads:
            approval = threads.submit(
                machine.post, f"/registrations/{company}/approval"
            )
            change = threads.submit(
                person.patch, f"/organisations/{company}", json={"credit_check": True}
            )
        assert approval.result().status_code == 200
        happened = world.history(company)[2:]
        if change.result().status_code == 200:
            assert happened == ["company.changed", "registration.approved"]
        else:
            assert change.result().json()["code"] == "TermsNotYours"
            assert happened == ["registration.approved"]


def test_nobody_registers_as_super_admin(anna: Person):
    register(anna, level="super-admin", role_name="Owner")

    (own,) = anna.get("/organisations").json()["companies"]
    assert (own["level"], own["role"]) == ("admin", None)
