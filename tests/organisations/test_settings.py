"""An app's settings, as its credentials see and change them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from waiting import register

from koncern.base import Scope
from world import World, new_company

NUMBER = {"organisation_number": "556036-0793"}


def test_they_are_read(world: World):
    reply = world.machine(Scope.READ).get("/settings")

    assert reply.status_code == 200
    read = reply.json()
    assert read.pop("created_at") == read.pop("updated_at")
    assert read == {
        "app_id": str(world.app),
        "slug": f"t{world.app.hex}",
        "name": "Test",
        "registration_policy": "open",
        "shares_numbers": False,
        "default_tax_status": "TAXED",
        "default_language": "en",
        "storefront_url": None,
        "mail_sender_name": None,
    }


def test_what_is_sent_changes_and_the_rest_stays(world: World):
    machine = world.machine()
    before = machine.get("/settings")
    wanted = {
        "name": "Acme",
        "registration_policy": "approval",
        "default_language": "sv-SE",
        "storefront_url": "https://shop.example.com/start?x=1",
        "mail_sender_name": "Acme Grossist",
    }

    reply = machine.patch("/settings", json=wanted)

    assert reply.status_code == 200
    after = reply.json()
    assert after == before.json() | wanted | {"updated_at": after["updated_at"]}
    assert machine.get("/settings").json() == after
    assert reply.headers["etag"] != before.headers["etag"]
    cleared = machine.patch("/settings", json={"storefront_url": None}).json()
    assert cleared["storefront_url"] is None


def test_it_is_on_the_record(world: World):
    world.machine().patch("/settings", json={"name": "Acme", "storefront_url": None})

    (event,) = world.operator.query(
        "SELECT before, after FROM event WHERE app_id = $1 AND type = 'app.changed'",
        world.app,
    )
    assert event == {"before": '{"name":"Test"}', "after": '{"name":"Acme"}'}


def test_what_changes_nothing_counts_no_version(world: World):
    machine = world.machine()
    read = machine.get("/settings")

    reply = machine.patch("/settings", json=read.json())

    assert reply.headers["etag"] == read.headers["etag"]
    assert "app.changed" not in world.history(world.app)


def test_a_changed_policy_counts_at_once(world: World):
    anna, machine = world.person(), world.machine()
    waits = register(anna)
    active = new_company(status="active")

    machine.patch("/settings", json={"registration_policy": "approval"})
    refused = anna.post("/organisations", json=active)
    machine.patch("/settings", json={"registration_policy": "open"})

    assert refused.json()["code"] == "ApprovalNeeded"
    assert anna.post("/organisations", json=active).json()["company"]["status"] == (
        "active"
    )
    waiting = machine.get(f"/registrations/{waits}").json()["registration"]
    assert waiting["status"] == "pending"


def test_numbers_that_were_shared_stay_with_those_who_have_them(world: World):
    machine = world.machine()

    def registered(**facts: Any) -> Any:
        body = new_company(**NUMBER, status="active", **facts)
        return machine.post("/organisations", json=body)

    first = registered()
    machine.patch("/settings", json={"shares_numbers": True})
    second = registered().json()["company"]
    machine.patch("/settings", json={"shares_numbers": False})

    assert first.is_success
    assert registered().json()["code"] == "OrganisationNumberTaken"
    path = f"/organisations/{second['id']}"
    assert machine.get(path).json()["company"] == second
    assert machine.patch(path, json={"comment": "still changes"}).is_success


def test_the_default_tax_status_is_for_companies_to_come(world: World):
    machine = world.machine()
    machine.patch("/settings", json={"default_tax_status": "REVERSE_CHARGED"})

    made = machine.post("/organisations", json=new_company()).json()["company"]

    assert made["tax_status"] == "REVERSE_CHARGED"


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_only_an_admin_credential_changes_them(world: World, scope: Scope):
    reply = world.machine(scope).patch("/settings", json={"name": "Mine"})

    assert (reply.status_code, reply.json()["code"]) == (403, "ScopeLacking")


def test_users_neither_read_nor_change_them(world: World):
    anna = world.person()

    for reply in (anna.get("/settings"), anna.patch("/settings", json={"name": "x"})):
        assert (reply.status_code, reply.json()["code"]) == (403, "CredentialNeeded")


def test_only_what_was_read_is_changed(world: World):
    machine = world.machine()
    seen = machine.get("/settings").headers["etag"]
    machine.patch("/settings", json={"name": "Other"})

    reply = machine.patch(
        "/settings", json={"name": "Mine"}, headers={"if-match": seen}
    )

    assert reply.status_code == 412
    assert machine.get("/settings").json()["name"] == "Other"


def test_of_two_at_once_with_one_version_one_wins(world: World):
    machine = world.machine()
    seen = machine.get("/settings").headers["etag"]

    with ThreadPoolExecutor(4) as threads:
        replies = threads.map(
            lambda n: machine.patch(
                "/settings", json={"name": f"N{n}"}, headers={"if-match": seen}
            ),
            range(4),
        )

    assert sorted(reply.status_code for reply in replies) == [200, 412, 412, 412]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", None),
        ("name", "a\nb"),
        ("registration_policy", "closed"),
        ("registration_policy", None),
        ("shares_numbers", "yes"),
        ("default_tax_status", "FREE"),
        ("default_language", "xx"),
        ("default_language", "sv_SE"),
        ("default_language", None),
        ("storefront_url", "shop.example.com"),
        ("storefront_url", "javascript:alert(1)"),
        ("storefront_url", "https://user:secret@example.com"),
        ("storefront_url", 'https://example.com/"><script>'),
        ("storefront_url", "https://" + "x" * 2000),
        ("mail_sender_name", "A\r\nBcc: b@example.com"),
        ("color", "red"),
    ],
)
def test_a_bad_value_is_named_and_nothing_changes(world: World, name: str, value: Any):
    machine = world.machine()

    reply = machine.patch("/settings", json={"slug": "x", name: value})

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [f"/{name}"]
    assert "app.changed" not in world.history(world.app)
