"""Which fields flow down the company tree."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from settings import declare, held, put

from clients import Client
from koncern.base import Scope
from trees import add_company
from world import World


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


def declared(client: Client) -> list[str]:
    found = client.get("/inherited-fields").json()["inherited_fields"]
    return [each["field"] for each in found]


def test_they_are_declared_once_and_listed_by_name(world: World, machine: Client):
    first = machine.put("/inherited-fields/price_list")
    again = machine.put("/inherited-fields/price_list")
    declare(machine, "custom_fields.a/b ü.c", "credit_check")

    assert (first.status_code, first.json()) == (200, again.json())
    assert declared(machine) == ["credit_check", "custom_fields.a/b ü.c", "price_list"]
    assert world.history(world.app).count("inherited_field.declared") == 3


def test_one_that_is_withdrawn_loses_no_value(world: World, machine: Client):
    declare(machine, "price_list", "credit_check")
    company = add_company(machine, "Company")
    put(machine, company, "price_list", "eur-b2b").raise_for_status()

    assert machine.delete("/inherited-fields/price_list").status_code == 204
    gone = machine.get(f"/organisations/{company}/settings/price_list")
    assert (gone.status_code, gone.json()["code"]) == (400, "FieldNotInherited")
    assert "what does: credit_check" in gone.json()["errors"][0]["detail"]
    again = machine.delete("/inherited-fields/price_list")
    assert (again.status_code, again.json()["code"]) == (404, "InheritedFieldUnknown")
    assert world.history(world.app)[-1] == "inherited_field.withdrawn"

    declare(machine, "price_list")
    assert held(machine, company, "price_list") == ("own", "eur-b2b", "Company")


@pytest.mark.parametrize(
    "field",
    [
        "name",
        "tax_status",
        "custom_fields",
        "custom_fields.",
        "custom_fields." + "x" * 201,
    ],
)
def test_what_cannot_flow_down_is_refused_with_what_can(machine: Client, field: str):
    company = add_company(machine, "Company")

    for reply in (
        machine.put(f"/inherited-fields/{field}"),
        machine.delete(f"/inherited-fields/{field}"),
        machine.get(f"/organisations/{company}/settings/{field}"),
        put(machine, company, field, 1),
    ):
        assert (reply.status_code, reply.json()["code"]) == (400, "FieldUnknown")
        assert "payment_terms" in reply.json()["errors"][0]["detail"]
    assert declared(machine) == []


def test_admin_credentials_alone_decide(world: World, other_world: World):
    anna, writing = world.person(), world.machine(Scope.WRITE)

    for client in (anna, writing):
        assert client.put("/inherited-fields/price_list").status_code == 403
        assert client.delete("/inherited-fields/price_list").status_code == 403
    assert anna.get("/inherited-fields").status_code == 403
    assert writing.get("/inherited-fields").status_code == 200
    declare(other_world.machine(), "price_list")
    assert declared(writing) == []


def test_there_are_at_most_a_hundred(world: World, machine: Client):
    world.operator.query(
        """INSERT INTO inherited_field (app_id, field, created_at)
           SELECT $1, 'custom_fields.' || n, now() FROM generate_series(1, 99) AS n""",
        world.app,
    )
    declare(machine, "price_list")

    reply = machine.put("/inherited-fields/credit_check")
    assert (reply.status_code, reply.json()["code"]) == (409, "InheritedFieldsFull")
    assert machine.put("/inherited-fields/price_list").status_code == 200


def test_two_who_declare_one_at_once_declare_it_once(world: World, machine: Client):
    with ThreadPoolExecutor(6) as threads:
        path = "/inherited-fields/price_list"
        replies = list(threads.map(machine.put, [path] * 6))

    assert {reply.status_code for reply in replies} == {200}
    assert world.history(world.app).count("inherited_field.declared") == 1
