"""A customer's contacts: listing, adding, changing and archiving them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from koncern.base import Scope
from world import World, add_customer, new_company

BEN = {"name": "Ben", "email": "ben@example.com", "billingPreference": "PRIMARY"}


def test_one_more_comes_behind_the_others(world: World):
    client = world.customers()
    customer = add_customer(client)
    path = f"/customers/{customer}/contacts"

    reply = client.post(path, json=BEN)

    assert reply.status_code == 201
    made = reply.json()
    assert made.keys() == {*BEN, "id", "createdAt", "updatedAt"}
    assert made | BEN == made
    listed = client.get(path).json()
    assert listed == {"items": client.get(f"/customers/{customer}").json()["contacts"]}
    assert listed["items"][1] == made
    assert world.history(customer) == ["company.created", "contact.created"]


def test_it_is_described_anew(world: World):
    client = world.customers()
    customer = add_customer(client)
    path = f"/customers/{customer}/contacts"
    made = client.post(path, json=BEN).json()
    new = BEN | {"name": "Benjamin", "billingPreference": "NONE"}

    reply = client.put(f"{path}/{made['id']}", json=new)
    again = client.put(f"{path}/{made['id']}", json=new)

    assert reply.status_code == 200
    assert reply.json() == made | new | {"updatedAt": reply.json()["updatedAt"]}
    assert reply.json()["updatedAt"] > made["updatedAt"]
    assert (again.json(), again.headers["etag"]) == (
        reply.json(),
        reply.headers["etag"],
    )
    assert world.history(customer).count("contact.changed") == 1


def test_an_archived_one_gets_no_mail_and_can_still_be_read(world: World):
    client = world.customers()
    customer = add_customer(client)
    path = f"/customers/{customer}/contacts"
    made = client.post(path, json=BEN).json()

    reply = client.post(f"{path}/{made['id']}/archive")
    again = client.post(f"{path}/{made['id']}/archive")

    assert (reply.status_code, again.json()) == (200, reply.json())
    assert reply.json()["archivedAt"].endswith("Z")
    assert len(client.get(path).json()["items"]) == 1
    assert len(client.get(f"/customers/{customer}").json()["contacts"]) == 1
    every = client.get(f"{path}?includeArchived=true").json()["items"]
    assert every[1] == reply.json()
    changed = client.put(f"{path}/{made['id']}", json=BEN)
    assert (changed.status_code, changed.json()["code"]) == (409, "ContactArchived")
    assert world.history(customer).count("contact.archived") == 1


def test_the_last_primary_one_stays(world: World):
    client = world.customers()
    customer = add_customer(client)
    path = f"/customers/{customer}/contacts"
    (only,) = client.get(path).json()["items"]

    for reply in (
        client.post(f"{path}/{only['id']}/archive"),
        client.put(
            f"{path}/{only['id']}", json=BEN | {"billingPreference": "STANDARD"}
        ),
    ):
        assert (reply.status_code, reply.json()["code"]) == (409, "LastPrimaryContact")
    assert client.get(path).json()["items"] == [only]


def test_of_two_who_archive_the_last_two_primary_ones_one_is_refused(world: World):
    client = world.customers()
    for _ in range(5):
        path = f"/customers/{add_customer(client)}/contacts"
        client.post(path, json=BEN).raise_for_status()
        items = client.get(path).json()["items"]
        calls = [f"{path}/{each['id']}/archive" for each in items]

        with ThreadPoolExecutor(2) as threads:
            replies = threads.map(client.post, calls)

        assert sorted(reply.status_code for reply in replies) == [200, 409]


def test_the_table_itself_keeps_a_primary_one(world: World):
    customer = add_customer(world.customers())

    with pytest.raises(Exception, match="company_stays_billable"):
        world.operator.query(
            "UPDATE company SET contacts = '[]' WHERE app_id = $1 AND id = $2",
            world.app,
            customer,
        )


def test_many_at_once_are_all_kept(world: World):
    client = world.customers()
    path = f"/customers/{add_customer(client)}/contacts"

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: client.post(path, json=BEN), range(16)))

    assert {reply.status_code for reply in made} == {201}
    ids = [each["id"] for each in client.get(path).json()["items"]]
    assert {reply.json()["id"] for reply in made} == {*ids[1:]}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (BEN | {"email": "nobody"}, "/email"),
        (BEN | {"name": " "}, "/name"),
        (BEN | {"billingPreference": "ALL"}, "/billingPreference"),
        (BEN | {"phone": "1"}, "/phone"),
        ({"name": "Ben", "email": "ben@example.com"}, "/billingPreference"),
        (BEN | {"name": "B" * 301}, "/name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    world: World, body: dict[str, Any], pointer: str
):
    client = world.customers()
    path = f"/customers/{add_customer(client)}/contacts"
    (only,) = client.get(path).json()["items"]

    for reply in (
        client.post(path, json=body),
        client.put(f"{path}/{only['id']}", json=body),
    ):
        assert reply.status_code == 400
        assert reply.json()["errors"][0]["pointer"] == pointer
    assert client.get(path).json()["items"] == [only]
    asked = client.get(f"{path}?includeArchived=perhaps")
    assert (asked.status_code, asked.json()["code"]) == (400, "QueryInvalid")


def test_strangers_and_late_ones_are_refused(world: World, other_world: World):
    client = world.customers()
    path = f"/customers/{add_customer(client)}/contacts"
    made = client.post(path, json=BEN)
    one = f"{path}/{made.json()['id']}"
    reader, stranger = world.customers(Scope.READ), other_world.customers()

    for method, at in (("POST", path), ("PUT", one), ("POST", f"{one}/archive")):
        body = None if at.endswith("archive") else BEN
        assert stranger.request(method, at, json=body).status_code == 404
        assert reader.request(method, at, json=body).status_code == 403
    assert stranger.get(path).status_code == 404
    unknown = client.put(f"{path}/{uuid4()}", json=BEN)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "ContactUnknown")
    match = {"if-match": made.headers["etag"]}
    new = BEN | {"name": "Benjamin"}
    assert client.put(one, json=new, headers=match).status_code == 200
    assert client.put(one, json=BEN, headers=match).status_code == 412
    assert client.post(f"{one}/archive", headers=match).status_code == 412


def test_who_is_no_customer_or_archived_has_none_to_change(world: World):
    client, shop = world.customers(), world.machine()
    bare = shop.post("/organisations", json={"name": "Bare"}).json()["company"]["id"]
    away = add_customer(client)
    client.post(f"/customers/{away}/archive")

    assert client.post(f"/customers/{bare}/contacts", json=BEN).status_code == 404
    reply = client.post(f"/customers/{away}/contacts", json=BEN)
    assert (reply.status_code, reply.json()["code"]) == (409, "CompanyArchived")
    assert client.get(f"/customers/{away}/contacts").status_code == 200


def test_a_repeat_adds_none(world: World):
    client = world.customers()
    path = f"/customers/{add_customer(client)}/contacts"
    key = {"idempotency-key": "once"}

    first, second = (client.post(path, json=BEN, headers=key) for _ in range(2))

    assert first.json() == second.json()
    assert len(client.get(path).json()["items"]) == 2


def test_the_contact_of_a_registered_company_is_one(world: World):
    body = new_company(email="info@example.com", contact_name="Anna Berg")
    made = world.machine().post("/organisations", json=body).json()["company"]

    (only,) = world.customers().get(f"/customers/{made['id']}/contacts").json()["items"]

    assert (only["name"], only["billingPreference"]) == ("Anna Berg", "PRIMARY")
