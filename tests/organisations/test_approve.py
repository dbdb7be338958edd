"""Approving a registration."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from waiting import register

from koncern.apps import RegistrationPolicy
from koncern.base import Scope
from koncern.people import memberships
from koncern.people.memberships import Level
from service import Service
from world import Operator, World, new_company, new_customer


def test_the_company_is_active(world: World):
    anna, machine = world.person(), world.machine(Scope.WRITE)
    company = register(anna)
    before = anna.get(f"/organisations/{company}")

    reply = machine.post(f"/registrations/{company}/approval")

    assert reply.status_code == 200
    told = reply.json()["registration"]
    assert told["status"] == told["company"]["status"] == "active"
    assert told["decision"]["outcome"] == "approved"
    assert told["decision"]["decided_by"]["name"] == "test"
    after = anna.get(f"/organisations/{company}")
    assert after.json()["company"] == told["company"]
    assert after.headers["etag"] == reply.headers["etag"] != before.headers["etag"]


def test_it_is_on_the_record(world: World):
    company = register(world.person())

    world.machine().post(f"/registrations/{company}/approval")

    assert world.history(company)[-1] == "registration.approved"
    (event,) = world.operator.query(
        "SELECT actor_kind, before, after FROM event WHERE app_id = $1 AND type = $2",
        world.app,
        "registration.approved",
    )
    assert event == {
        "actor_kind": "credential",
        "before": '{"status":"pending"}',
        "after": '{"status":"active"}',
    }


def test_its_admins_are_told_by_mail(world: World):
    anna, ben = world.person(), world.person("ben")
    company = register(anna, "Åkes & Söner AB", email="info@akes.example.com")
    world.act(
        lambda tx, actor: memberships.add(
            tx, actor, company, user=ben.id, level=Level.DEFAULT
        )
    )

    world.machine().post(f"/registrations/{company}/approval")

    (mail,) = world.mails()
    assert mail["to"] == anna.email
    assert mail["template"] == "registration_approved"
    assert mail["subject"] == "Åkes & Söner AB is approved"
    assert "<strong>Åkes &amp; Söner AB</strong>" in mail["html"]


def test_where_it_has_no_admin_its_own_address_is_told(world: World):
    machine = world.machine()
    told = register(machine, email="info@acme.example.com", contact_name="Anna")
    untold = register(machine, email=None)

    for company in (told, untold):
        reply = machine.post(f"/registrations/{company}/approval")
        assert reply.status_code == 200

    (mail,) = world.mails()
    assert mail["to"] == "info@acme.example.com"
    assert "Hello Anna," in mail["text"]


def test_a_draft_customer_is_active_in_the_customers_api(world: World):
    customers = world.customers()
    draft = customers.post("/customers", json=new_customer(status="DRAFT")).json()

    world.machine().post(f"/registrations/{draft['id']}/approval")

    assert customers.get(f"/customers/{draft['id']}").json()["status"] == "ACTIVE"


def test_users_never_decide(world: World):
    anna = world.person()
    company = register(anna)

    own = anna.post(f"/registrations/{company}/approval")
    strange = world.person("charlie").post(f"/registrations/{company}/approval")

    assert (own.status_code, own.json()["code"]) == (403, "CredentialNeeded")
    assert strange.status_code == 404
    assert world.history(company) == ["company.created", "membership.created"]


def test_a_credential_that_may_only_read_does_not(world: World):
    company = register(world.person())

    reply = world.machine(Scope.READ).post(f"/registrations/{company}/approval")

    assert (reply.status_code, reply.json()["code"]) == (403, "ScopeLacking")


def test_another_apps_credential_does_not(world: World, other_world: World):
    company = register(world.person())

    reply = other_world.machine().post(f"/registrations/{company}/approval")

    assert reply.status_code == 404
    assert world.mails() == other_world.mails() == []


def test_what_is_decided_is_told_with_who_and_when(world: World):
    machine = world.machine()
    company = register(world.person())
    machine.post(f"/registrations/{company}/rejection", json={"reason": "No"})

    reply = machine.post(f"/registrations/{company}/approval")

    assert reply.status_code == 409
    problem = reply.json()
    assert problem["code"] == "RegistrationDecided"
    assert "it was rejected by credential test on 20" in problem["detail"]
    assert problem["about"]["decision"]["reason"] == "No"


def test_an_active_company_has_nothing_to_approve(world: World):
    machine = world.machine()
    made = machine.post("/organisations", json=new_company(status="active")).json()

    reply = machine.post(f"/registrations/{made['company']['id']}/approval")

    assert reply.status_code == 409
    assert reply.json()["detail"].endswith("The company is active.")


def test_an_archived_company_is_restored_first(world: World):
    machine = world.machine()
    company = register(world.person())
    machine.delete(f"/organisations/{company}")

    reply = machine.post(f"/registrations/{company}/approval")

    assert (reply.status_code, reply.json()["code"]) == (409, "CompanyArchived")


def test_only_what_was_looked_at_is_approved(world: World):
    anna, machine = world.person(), world.machine()
    company = register(anna)
    seen = machine.get(f"/registrations/{company}").headers["etag"]
    anna.patch(f"/organisations/{company}", json={"comment": "changed meanwhile"})

    path = f"/registrations/{company}/approval"
    stale = machine.post(path, headers={"if-match": seen})
    fresh = machine.get(f"/registrations/{company}").headers["etag"]

    assert stale.status_code == 412
    assert machine.post(path, headers={"if-match": fresh}).status_code == 200


def test_a_repeat_is_answered_alike_and_tells_nobody_again(world: World):
    machine = world.machine()
    company = register(world.person())
    headers = {"idempotency-key": "approve-acme"}

    replies = [
        machine.post(f"/registrations/{company}/approval", headers=headers)
        for _ in range(2)
    ]

    assert replies[0].text == replies[1].text
    assert len(world.mails()) == 1


def test_of_two_decisions_at_once_one_wins(world: World):
    machine = world.machine()
    for _ in range(5):
        company = register(world.person(f"p{_}"))
        with ThreadPoolExecutor(2) as threads:
            approving = threads.submit(
                machine.post, f"/registrations/{company}/approval"
            )
            rejecting = threads.submit(
                machine.post,
                f"/registrations/{company}/rejection",
                json={"reason": "No"},
            )
            codes = {approving.result().status_code, rejecting.result().status_code}
        assert codes == {200, 409}
        decided = [each for each in world.history(company) if "registration" in each]
        assert len(decided) == 1


def test_under_approval_a_company_comes_in_that_way(
    service: Service, operator: Operator
):
    world = World(service.url, operator, RegistrationPolicy.APPROVAL)
    anna = world.person()
    company = register(anna)

    world.machine().post(f"/registrations/{company}/approval")

    assert anna.get(f"/organisations/{company}").json()["company"]["status"] == "active"
    assert len(world.mails(anna.email)) == 1
    world.close()


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_it_needs_no_body(world: World, body: bytes):
    company = register(world.person())

    reply = world.machine().post(
        f"/registrations/{company}/approval",
        content=body,
        headers={"content-type": "application/json"},
    )

    assert reply.status_code == 200
