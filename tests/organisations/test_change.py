"""Changing a company."""

from typing import Any

from koncern.base import Scope
from koncern.people import memberships
from koncern.people.memberships import Level
from world import Person, World, add_customer, add_organization, new_company

ADDRESS = {
    "street_address": "Storgatan 1",
    "postal_code": "111 22",
    "city": "Stockholm",
    "country": "SE",
}


def registered(person: Person, **facts: Any) -> dict[str, Any]:
    reply = person.post("/organisations", json=new_company(**facts))
    company: dict[str, Any] = reply.json()["company"]
    return company


def test_what_is_sent_changes_and_the_rest_stays(world: World):
    anna = world.person()
    before = registered(anna, comment="old", custom_fields={"a": {"b": 1, "c": 2}})

    reply = anna.patch(
        f"/organisations/{before['id']}",
        json={
            "name": "Anna's AB",
            "comment": None,
            "custom_fields": {"a": {"b": None}},
        },
    )

    assert reply.status_code == 200
    after = reply.json()["company"]
    assert (after["name"], after["comment"]) == ("Anna's AB", None)
    assert after["custom_fields"] == {"a": {"c": 2}}
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"name", "comment", "custom_fields", "updated_at"}
    assert anna.get(f"/organisations/{before['id']}").json()["company"] == after


def test_it_is_on_the_record_with_before_and_after(world: World):
    anna = world.person()
    company = registered(anna, comment="old")

    anna.patch(f"/organisations/{company['id']}", json={"comment": "new"})

    (event,) = world.operator.query(
        "SELECT before, after FROM event WHERE app_id = $1 AND type = $2",
        world.app,
        "company.changed",
    )
    assert event == {"before": '{"comment": "old"}', "after": '{"comment": "new"}'}


def test_what_changes_nothing_counts_no_version(world: World):
    anna = world.person()
    company = registered(anna, phone="+46 8 123 456", billing_address=[ADDRESS])
    read = anna.get(f"/organisations/{company['id']}")

    reply = anna.patch(f"/organisations/{company['id']}", json=read.json()["company"])

    assert reply.headers["etag"] == read.headers["etag"]
    assert reply.json() == read.json()
    assert world.history(company["id"]) == ["company.created", "membership.created"]


def test_an_address_that_comes_with_its_id_stays_the_same_one(world: World):
    anna = world.person()
    company = registered(anna, billing_address=[ADDRESS, ADDRESS | {"city": "Lund"}])
    first, second = company["billing_address"]

    reply = anna.patch(
        f"/organisations/{company['id']}",
        json={
            "billing_address": [second | {"is_default": True, "city": "Malmö"}, ADDRESS]
        },
    )

    moved, new = reply.json()["company"]["billing_address"]
    assert (moved["id"], moved["created_at"]) == (second["id"], second["created_at"])
    assert moved["city"] == "Malmö"
    assert moved["updated_at"] > second["updated_at"]
    assert new["id"] not in (first["id"], second["id"])


def test_a_number_leaves_the_addresses_as_they_are(world: World):
    anna = world.person()
    company = registered(anna, billing_address=[ADDRESS])

    reply = anna.patch(
        f"/organisations/{company['id']}", json={"organisation_number": "556036-0793"}
    )

    assert reply.status_code == 200
    assert reply.json()["company"]["billing_address"] == company["billing_address"]


def test_who_is_a_customer_keeps_what_an_invoice_needs(world: World):
    anna = world.person()
    company = registered(anna, tax_status="TAXED")
    assert company["billing_ready"]

    for gone in ({"billing_address": []}, {"tax_status": None}):
        reply = world.machine().patch(f"/organisations/{company['id']}", json=gone)
        assert (reply.status_code, reply.json()["code"]) == (409, "BillingIncomplete")


def test_labels_are_replaced_as_a_whole(world: World):
    machine = world.machine()
    for key in ("a", "b", "c"):
        machine.post("/tags", json={"key": key, "name": key})
    company = machine.post("/organisations", json=new_company(tags=["a", "b"])).json()

    path = f"/organisations/{company['company']['id']}"
    reply = machine.patch(path, json={"tags": ["b", "c"]})

    assert [tag["key"] for tag in reply.json()["company"]["tags"]] == ["b", "c"]
    unknown = machine.patch(path, json={"tags": ["x"]})
    assert unknown.status_code == 400
    assert unknown.json()["errors"][0]["pointer"] == "/tags/0"


def test_the_external_reference_moves_on(world: World):
    machine = world.machine()
    company = machine.post("/organisations", json=new_company(external_ref="A")).json()
    path = f"/organisations/{company['company']['id']}"

    assert (
        machine.patch(path, json={"external_ref": "B"}).json()["company"][
            "external_ref"
        ]
        == "B"
    )
    assert (
        machine.post("/organisations", json=new_company(external_ref="A")).status_code
        == 200
    )
    taken = machine.patch(path, json={"external_ref": "A"})
    assert (taken.status_code, taken.json()["code"]) == (409, "AliasTaken")
    assert (
        machine.patch(path, json={"external_ref": None}).json()["company"][
            "external_ref"
        ]
        is None
    )


def test_a_number_that_another_company_has_is_refused(world: World):
    machine = world.machine()
    number = {"organisation_number": "556036-0793", "billing_address": [ADDRESS]}
    body = new_company(**number, status="active")
    first = machine.post("/organisations", json=body).json()["company"]
    second = machine.post("/organisations", json=new_company()).json()["company"]

    reply = machine.patch(f"/organisations/{second['id']}", json=number)

    assert reply.status_code == 409
    assert reply.json()["code"] == "OrganisationNumberTaken"
    assert first["id"] in reply.json()["detail"]
    own = machine.patch(f"/organisations/{first['id']}", json=number)
    assert own.status_code == 200


def test_every_wrong_place_is_named(world: World):
    anna = world.person()
    company = registered(anna)

    reply = anna.patch(
        f"/organisations/{company['id']}",
        json={"name": None, "emial": "x", "credit_check": "yes", "id": "x"},
    )

    assert reply.status_code == 400
    assert {each["pointer"] for each in reply.json()["errors"]} == {
        "/name",
        "/emial",
        "/credit_check",
    }


def test_faults_of_the_company_are_told_at_their_place(world: World):
    anna = world.person()
    company = registered(anna, billing_address=[ADDRESS])

    reply = anna.patch(
        f"/organisations/{company['id']}",
        json={"email": "no@one@example.com", "organisation_number": "556036-0794"},
    )

    assert {each["pointer"] for each in reply.json()["errors"]} == {
        "/email",
        "/organisation_number",
    }


def test_the_status_is_not_changed_this_way(world: World):
    anna = world.person()
    company = registered(anna, status="pending")

    reply = anna.patch(f"/organisations/{company['id']}", json={"status": "active"})

    assert reply.status_code == 400
    assert reply.json()["errors"][0]["pointer"] == "/status"


def test_a_member_who_is_no_admin_may_not(world: World):
    anna, ben = world.person(), world.person("ben")
    company = registered(anna)
    world.act(
        lambda tx, actor: memberships.add(
            tx, actor, company["id"], user=ben.id, level=Level.DEFAULT
        )
    )

    reply = ben.patch(f"/organisations/{company['id']}", json={"name": "Ben's"})

    assert (reply.status_code, reply.json()["code"]) == (403, "AdminNeeded")


def test_a_stranger_and_another_app_see_nothing(world: World, other_world: World):
    company = registered(world.person())
    path = f"/organisations/{company['id']}"

    for client in (world.person("charlie"), other_world.machine()):
        for reply in (client.patch(path, json={"name": "X"}), client.delete(path)):
            assert reply.status_code in (403, 404)
            assert company["id"] not in reply.text
    assert world.person("dora").patch(path, json={"name": "X"}).status_code == 404


def test_a_credential_needs_the_scope(world: World):
    company = registered(world.person())

    reply = world.machine(Scope.READ).patch(
        f"/organisations/{company['id']}", json={"name": "X"}
    )

    assert (reply.status_code, reply.json()["code"]) == (403, "ScopeLacking")


def test_the_terms_of_an_active_company_are_the_sellers(world: World):
    anna = world.person()
    company = registered(anna, status="active")
    path = f"/organisations/{company['id']}"

    refused = anna.patch(path, json={"credit_check": True, "external_ref": "X"})

    assert (refused.status_code, refused.json()["code"]) == (403, "TermsNotYours")
    assert {each["pointer"] for each in refused.json()["errors"]} == {
        "/credit_check",
        "/external_ref",
    }
    assert world.machine().patch(path, json={"credit_check": True}).status_code == 200


def test_a_pending_company_is_completed_by_its_admin(world: World):
    anna = world.person()
    company = registered(anna, status="pending")

    reply = anna.patch(f"/organisations/{company['id']}", json={"tax_status": "TAXED"})

    assert reply.json()["company"]["tax_status"] == "TAXED"


def test_only_the_version_that_was_read_is_changed(world: World):
    anna = world.person()
    company = registered(anna)
    path = f"/organisations/{company['id']}"

    fresh = anna.patch(path, json={"comment": "1"}, headers={"if-match": '"1"'})
    stale = anna.patch(path, json={"comment": "2"}, headers={"if-match": '"1"'})

    assert (fresh.status_code, stale.status_code) == (200, 412)
    assert fresh.headers["etag"] == '"2"'


def test_a_new_name_shows_where_the_company_is_a_member(world: World):
    client = world.customers()
    owner, member = add_customer(client), add_customer(client)
    organization = add_organization(client, owner, member)
    version = client.get(f"/customer-organizations/{organization}").headers["etag"]

    for company, name in ((member, "New member"), (owner, "New owner")):
        world.machine().patch(f"/organisations/{company}", json={"name": name})

    reply = client.get(f"/customer-organizations/{organization}")
    assert reply.json()["owner"]["name"] == "New owner"
    assert [each["name"] for each in reply.json()["members"]] == ["New member"]
    assert reply.headers["etag"] != version
