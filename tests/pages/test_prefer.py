"""`Prefer: return=minimal` leaves the body of a write's answer out (RFC 7240)."""

from typing import Any

import pytest

from koncern.worker import ROUTES
from world import World, add_customer, add_organization, new_company, new_customer

MINIMAL = {"prefer": "return=minimal"}
APPLIED = "return=minimal"

CREATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "/tags": ("key", {"key": "t", "name": "T"}),
    "/roles": ("slug", {"slug": "r", "name": "R", "permissions": []}),
    "/store-groups": ("slug", {"slug": "s", "name": "S"}),
    "/customer-groups": ("slug", {"slug": "c", "name": "C"}),
    "/attributes": ("key", {"key": "a.b", "name": "A", "fields": []}),
    "/hierarchies": ("slug", {"slug": "h", "name": "H"}),
}


def test_every_write_with_a_body_takes_it() -> None:
    told_once = {"organisations.attribute_templates.create_in_bulk"}

    without = {
        route.name
        for route in ROUTES
        if route.method != "GET"
        and not route.takes_prefer
        and not route.is_public
        and route.shows is not None
    }

    assert without == told_once


@pytest.mark.parametrize("path", CREATIONS)
def test_what_is_made_is_named_by_its_location(world: World, path: str):
    machine = world.machine()
    name, body = CREATIONS[path]

    whole = machine.post(path, json=body)
    again = {**body, name: f"{body[name]}-2"}
    minimal = machine.post(path, json=again, headers=MINIMAL)

    assert whole.status_code == 201, whole.text
    assert whole.headers["location"] == f"/api/v1/{world.app}{path}/{body[name]}"
    assert "preference-applied" not in whole.headers
    assert (minimal.status_code, minimal.content) == (201, b"")
    assert minimal.headers["preference-applied"] == APPLIED
    found = machine.get(
        minimal.headers["location"].removeprefix(f"/api/v1/{world.app}")
    )
    assert found.status_code == 200
    assert found.headers.get("etag") == minimal.headers.get("etag")


def test_a_registration_is_named_by_its_location(world: World):
    anna = world.person()

    minimal = anna.post("/organisations", json=new_company("Acme"), headers=MINIMAL)

    assert (minimal.status_code, minimal.content) == (201, b"")
    assert minimal.headers["etag"] == '"1"'
    path = minimal.headers["location"].removeprefix(f"/api/v1/{world.app}")
    assert anna.get(path).json()["company"]["name"] == "Acme"
    changed = anna.patch(path, json={"comment": "x"}, headers=MINIMAL)
    assert (changed.status_code, changed.content) == (204, b"")
    assert changed.headers["etag"] == '"2"'


def test_members_are_added_without_being_printed(world: World):
    billing = world.customers()
    a, b = add_customer(billing, "A"), add_customer(billing, "B")
    made = billing.post(
        "/customer-organizations", json={"ownerId": a, "memberIds": []}, headers=MINIMAL
    )
    path = made.headers["location"].removeprefix("/api")
    body = {"customerIds": [b]}

    added = billing.post(f"{path}/members", json=body, headers=MINIMAL)
    left = billing.delete(f"{path}/members/{b}", headers=MINIMAL)
    put = billing.put(f"{path}/members", json=body, headers=MINIMAL)

    for reply in (added, left, put):
        assert (reply.status_code, reply.content) == (204, b"")
        assert reply.headers["preference-applied"] == APPLIED
    assert [r.headers["etag"] for r in (added, left, put)] == ['"2"', '"3"', '"4"']
    read = billing.get(path)
    assert [each["id"] for each in read.json()["members"]] == [b]
    assert read.headers["etag"] == '"4"'


def test_a_repeat_gets_what_was_kept(world: World):
    billing = world.customers()
    a, b = add_customer(billing, "A"), add_customer(billing, "B")
    members = f"/customer-organizations/{add_organization(billing, a)}/members"
    first, second = {"idempotency-key": "first"}, {"idempotency-key": "second"}
    customer, body = new_customer("C"), {"customerIds": [b]}

    whole = billing.post("/customers", json=customer, headers=first)
    minimal = billing.post("/customers", json=customer, headers=first | MINIMAL)
    again = billing.post("/customers", json=customer, headers=first)
    added = billing.post(members, json=body, headers=second | MINIMAL)
    repeated = billing.post(members, json=body, headers=second)

    assert (whole.status_code, again.content) == (201, whole.content)
    assert (minimal.status_code, minimal.content) == (201, b"")
    for name in ("location", "etag"):
        assert minimal.headers[name] == whole.headers[name] == again.headers[name]
    assert minimal.headers["idempotency-replayed"] == "true"
    assert (added.status_code, repeated.status_code) == (204, 204)
    assert repeated.headers["preference-applied"] == APPLIED
    assert repeated.headers["idempotency-replayed"] == "true"


def test_a_long_answer_is_kept_without_its_body(world: World):
    billing = world.customers()
    owner, member = add_customer(billing, "Owner"), add_customer(billing, "Ö" * 300)
    made = add_organization(billing, owner)
    crowd = world.operator.query(
        "INSERT INTO company SELECT (jsonb_populate_record(c,"
        "    jsonb_build_object('id', uuidv7(), 'document', NULL))).*"
        "  FROM company AS c, generate_series(1, 900) WHERE c.id = $1 RETURNING id",
        member,
    )
    body = {"customerIds": [str(row["id"]) for row in crowd]}
    path, key = f"/customer-organizations/{made}/members", {"idempotency-key": "k"}

    first = billing.post(path, json=body, headers=key)
    again = billing.post(path, json=body, headers=key)

    assert len(first.content) > 512 * 1024
    assert (again.status_code, again.content) == (204, b"")
    assert again.headers["preference-applied"] == APPLIED
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("return=minimal", ""),
        ('RETURN="minimal"; foo', ""),
        ("respond-async, return = minimal", ""),
        ("return=representation", "all of it"),
        ("return=representation, return=minimal", "all of it"),
        ("return=minimal, return=representation", ""),
        ("return", "all of it"),
        ("return=minimally", "all of it"),
        ("x-return=minimal", "all of it"),
        (", ;;=", "all of it"),
    ],
)
def test_preferences_are_read_as_they_are_written(world: World, header: str, body: str):
    reply = world.machine().post(
        "/tags", json={"key": "t", "name": "T"}, headers={"prefer": header}
    )

    assert reply.status_code == 201
    assert (reply.content == b"") is (body == "")


def test_what_only_the_answer_tells_is_told(world: World):
    machine = world.machine()
    parent, child = (
        machine.post("/organisations", json=new_company(name)).json()["company"]["id"]
        for name in ("Parent", "Child")
    )
    path = f"/organisations/{child}/parent"

    preview = machine.put(
        path, params={"dry_run": "true"}, json={"parent_id": parent}, headers=MINIMAL
    )
    bulk = machine.post("/attributes/bulk", json=[{"key": "k"}], headers=MINIMAL)
    refused = machine.put(path, json={}, headers=MINIMAL)

    assert preview.json()["preview"]
    assert bulk.status_code == 200
    assert bulk.content
    assert refused.json()["code"] == "BodyInvalid"
