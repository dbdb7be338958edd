"""A record has a size that callers cannot make it exceed, however they write it."""

import json
from typing import Any

import pytest

from koncern import limits
from koncern.base import countries
from world import PDF, World, new_company, new_customer

FIELDS_MAX = limits.CUSTOM_FIELDS_BYTES
LONG = "ä" * 9_000  # 18,000 bytes


def attributes(count: int) -> list[dict[str, Any]]:
    """Return attributes that take some 36 kB each."""
    return [
        {"key": f"a{n}", "description": LONG, "values": {"v": LONG}}
        for n in range(count)
    ]


def fields_of(size: int) -> dict[str, str]:
    """Return custom fields of so many bytes as JSON text."""
    return {"f": "x" * (size - len('{"f":""}'))}


@pytest.mark.parametrize("way", ["register", "change", "create", "update"])
def test_custom_fields_have_at_most_so_many_bytes(world: World, way: str):
    fits, too_large = fields_of(FIELDS_MAX), fields_of(FIELDS_MAX + 1)
    machine, billing = world.machine(), world.customers()
    if way in {"register", "change"}:
        pointer = "/custom_fields"
        made = machine.post("/organisations", json=new_company(custom_fields=fits))
        id_ = made.json()["company"]["id"]
        body = {"custom_fields": too_large}
        refused = (
            machine.post("/organisations", json=new_company(**body))
            if way == "register"
            else machine.patch(f"/organisations/{id_}", json=body)
        )
    else:
        pointer = "/customProperties"
        many = {f"k{n}": "é" * 299 for n in range(108)}
        made = billing.post(
            "/customers", json=new_customer(customProperties={"a": "b"})
        )
        body = new_customer(customProperties=many)
        refused = (
            billing.post("/customers", json=body)
            if way == "create"
            else billing.put(f"/customers/{made.json()['id']}", json=body)
        )

    assert made.status_code < 300, made.text
    assert refused.status_code == 400, refused.text
    (fault,) = refused.json()["errors"]
    assert fault["pointer"] == pointer
    assert "65,536" in fault["detail"]


@pytest.mark.parametrize("way", ["register", "change", "labels"])
def test_a_company_has_at_most_so_many_bytes(world: World, way: str):
    machine = world.machine()
    made = machine.post("/organisations", json=new_company(attributes=attributes(6)))
    path = f"/organisations/{made.json()['company']['id']}"
    if way == "register":
        refused = machine.post(
            "/organisations", json=new_company(attributes=attributes(8))
        )
    elif way == "change":
        refused = machine.patch(path, json={"attributes": attributes(8)})
    else:
        text = {"description": "é" * 10_000, "name": "Shop"}
        for n in range(3):
            machine.post(
                "/store-groups", json=text | {"slug": f"s{n}"}
            ).raise_for_status()
        groups = [{"slug": f"s{n}"} for n in range(3)]
        refused = machine.patch(path, json={"store_groups": groups})

    assert (refused.status_code, refused.json()["code"]) == (413, "CompanyTooLarge")
    kept = machine.get(path)
    assert kept.json()["company"] == made.json()["company"]
    assert kept.headers["etag"] == made.headers["etag"]


def test_what_is_larger_already_may_change_and_not_grow(world: World):
    machine = world.machine()
    id_ = machine.post("/organisations", json=new_company()).json()["company"]["id"]
    path = f"/organisations/{id_}"
    large = json.dumps(fields_of(FIELDS_MAX * 5))
    for sql in (
        "ALTER TABLE company DISABLE TRIGGER company_size_limit",
        f"UPDATE company SET custom_fields = '{large}' WHERE id = '{id_}'",
        "ALTER TABLE company ENABLE TRIGGER company_size_limit",
    ):
        world.operator.query(sql)

    renamed = machine.patch(path, json={"name": "Compact"})
    less = {"custom_fields": fields_of(FIELDS_MAX * 5 - 1)}
    smaller = machine.patch(path, json=less)
    grown = machine.patch(path, json={"comment": "More"})
    larger = machine.patch(path, json={"custom_fields": {"g": "more"}})

    assert renamed.status_code == 200, renamed.text[:400]
    assert smaller.status_code == 200, smaller.text[:400]
    assert (grown.status_code, grown.json()["code"]) == (413, "CompanyTooLarge")
    assert (larger.status_code, larger.json()["code"]) == (400, "CompanyInvalid")


def test_what_the_service_adds_never_fails(world: World):
    machine = world.machine()
    machine.post("/tags", json={"key": "t", "name": "T"}).raise_for_status()
    new = new_company(tags=[{"key": "t"}], attributes=attributes(7), status="pending")
    made = machine.post("/organisations", json=new)
    id_ = made.json()["company"]["id"]
    path = f"/organisations/{id_}"
    room = limits.COMPANY_BYTES - len(made.content) + len('{"company":}')
    full = machine.patch(path, json={"comment": "x" * (min(room, 10_000) + 2 - 10)})
    for n in range((room - 10_000) // 250):
        full = machine.patch(path, json={"custom_fields": {f"k{n:03}": "x" * 225}})
        if full.status_code == 413:
            break

    renamed = machine.patch("/tags/t", json={"name": "N" * 300})
    approved = machine.post(f"/registrations/{id_}/approval")
    archived = machine.delete(path)
    restored = machine.post(f"{path}/restore")

    assert full.status_code in {200, 413}
    assert renamed.status_code == 200, renamed.text
    for reply in (approved, archived, restored):
        assert reply.status_code == 200, reply.text[:400]
    company = restored.json()["company"]
    assert company["tags"][0]["name"] == "N" * 300
    assert len(restored.content) > limits.COMPANY_BYTES


def test_contacts_have_at_most_so_many_bytes(world: World):
    billing = world.customers()
    long = [
        {
            "name": "Ö" * 299,
            "email": f"a{n}@example.com",
            "billingPreference": "PRIMARY",
        }
        for n in range(660)
    ]
    many = billing.post("/customers", json=new_customer(contacts=long))
    made = billing.post("/customers", json=new_customer(contacts=long[:600]))
    path = f"/customers/{made.json()['id']}"
    put = billing.put(path, json=new_customer(contacts=long))
    codes = set()
    for each in long[600:]:
        codes.add(billing.post(f"{path}/contacts", json=each).status_code)

    assert (many.status_code, many.json()["code"]) == (413, "RecordTooLarge")
    assert (put.status_code, put.json()["code"]) == (413, "RecordTooLarge")
    assert codes == {201, 413}


def test_labels_and_templates_have_at_most_so_many_bytes(world: World):
    machine = world.machine()
    names = {f"en-{code}": "Ö" * 300 for code in sorted(countries())[:120]}
    markets = [
        {"slug": f"m{n}", "name": "Ö" * 300, "country_codes": ["SE"]}
        for n in range(120)
    ]
    options = [f"{n:03}" + "Ö" * 90 for n in range(500)]
    fields = [{"key": "f", "name": "F", "type": "select", "options": options}]
    bodies = {
        "/tags": {"key": "t", "name": "T", "translations": {"name": names}},
        "/store-groups": {"slug": "s", "name": "S", "markets": markets},
        "/attributes": {"key": "k", "name": "K", "fields": fields},
    }
    for path, body in bodies.items():
        refused = machine.post(path, json=body)
        assert refused.json()["code"] == "RecordTooLarge", (path, refused.text[:300])


def test_a_company_has_at_most_so_many_aliases(world: World):
    billing = world.customers()
    values = [f"alias-{n}" for n in range(1_000)]
    made = billing.post("/customers", json=new_customer(customerAliases=values))
    one = {"customerId": made.json()["id"], "value": "one-more"}

    refused = billing.post("/customer-aliases", json=one)

    assert (refused.status_code, refused.json()["code"]) == (409, "AliasesTooMany")


def test_files_do_not_make_a_company_larger(world: World):
    anna = world.person()
    company = anna.post("/organisations", json={"name": "A"}).json()["company"]["id"]
    path = f"/organisations/{company}"
    fields = {"custom_fields": json.dumps({"k": "x" * 4_000})}
    reply = anna.get(path)

    for n in range(100):
        file = {"file": (f"{'ä' * 200}{n}.pdf", PDF)}
        reply = anna.post(f"{path}/files", files=file, data=fields)
        if reply.status_code != 201:
            break

    assert (reply.status_code, reply.json()["code"]) == (413, "CompanyTooLarge")
    files = anna.get(path).json()["company"]["files"]
    assert 40 < len(files) == n
    one = f"{path}/files/{files[0]['id']}"
    for size, status in ((3_999, 200), (10, 200), (3_999, 200)):
        patch = {"custom_fields": {"k": "y" * size}}
        assert anna.patch(one, json=patch).status_code == status
    assert len(anna.get(path).content) <= limits.COMPANY_BYTES + 100
    room = limits.COMPANY_BYTES - len(anna.get(path).content)
    anna.patch(path, json={"comment": "z" * min(room, 2_000)})
    for each in files[1:4]:
        anna.patch(f"{path}/files/{each['id']}", json={"filename": "a.pdf"})
    assert len(anna.get(path).content) <= limits.COMPANY_BYTES + 100
    assert anna.delete(one).status_code == 204
