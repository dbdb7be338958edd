"""Registering a company: large, deep, broken and unreadable bodies."""

from typing import Any

import pytest

from world import Person, World, new_company


@pytest.fixture
def anna(world: World) -> Person:
    return world.person()


def nested(levels: int) -> dict[str, Any]:
    """Return so many objects in each other."""
    value: dict[str, Any] = {}
    for _ in range(levels - 1):
        value = {"deeper": value}
    return value


@pytest.mark.parametrize("field", ["custom_fields", "attributes"])
def test_fields_may_nest_twenty_deep_and_no_deeper(anna: Person, field: str):
    def body(levels: int) -> dict[str, Any]:
        deep = nested(levels)
        attributes = [{"key": "a", "values": deep}]
        return new_company(**{field: deep if field == "custom_fields" else attributes})

    kept = anna.post("/organisations", json=body(20))
    refused = anna.post("/organisations", json=body(21))

    assert kept.status_code == 200
    assert kept.json()["company"][field] != body(19)[field]
    assert refused.status_code == 400
    (fault,) = refused.json()["errors"]
    assert fault["detail"] == "is nested more than 20 deep"


@pytest.mark.parametrize("levels", [400, 900, 5_000, 100_000])
@pytest.mark.parametrize("inside", ["1", r'"\u0000"'])
def test_absurd_nesting_is_refused(anna: Person, levels: int, inside: str):
    deep = '{"a":' * levels + inside + "}" * levels
    raw = f'{{"name":"Acme","custom_fields":{deep}}}'.encode()

    reply = anna.post(
        "/organisations", content=raw, headers={"content-type": "application/json"}
    )

    assert reply.status_code == 400


@pytest.mark.parametrize(
    "number", [2**63, -(2**64), 10**40, 1.7976931348623157e308, 5e-324, -0.5, 1e16]
)
def test_large_and_small_numbers_are_kept_exactly(anna: Person, number: float):
    body = new_company(custom_fields={"n": number})

    company = anna.post("/organisations", json=body).json()["company"]

    assert float(company["custom_fields"]["n"]) == float(number)
    if isinstance(number, int):
        assert company["custom_fields"]["n"] == number


@pytest.mark.parametrize(
    "number",
    ["1e400", "-1e400", "1e200000", "1" * 5_000, "1" * 200_000, "NaN", "-Infinity"],
)
def test_numbers_that_cannot_be_kept_are_refused(anna: Person, number: str):
    raw = f'{{"name":"Acme","custom_fields":{{"n":{number}}}}}'.encode()

    reply = anna.post(
        "/organisations", content=raw, headers={"content-type": "application/json"}
    )

    assert reply.status_code == 400
    assert "surrogate" not in reply.text


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "It is empty."),
        (b"  ", "It is empty."),
        (b'{"name": "Acme",}', "Line 1, column 17"),
        (b'{"name": "Acme"\n,, }', "Line 2, column 2"),
        (b'{"name": "\xff"}', "Byte 10 is not UTF-8."),
        (b'{"name": "\\ud800"}', "half of a surrogate pair"),
        (b'{"name": "Acme"} {}', "Line 1, column 18"),
    ],
)
def test_broken_json_is_told_with_its_position(anna: Person, raw: bytes, told: str):
    reply = anna.post(
        "/organisations", content=raw, headers={"content-type": "application/json"}
    )

    assert reply.status_code == 400
    assert reply.json()["code"] == "JsonBroken"
    assert told in reply.json()["detail"]


@pytest.mark.parametrize("raw", [b"[]", b'"Acme"', b"null", b"7", b"true"])
def test_a_body_that_is_no_object_is_refused(anna: Person, raw: bytes):
    reply = anna.post(
        "/organisations", content=raw, headers={"content-type": "application/json"}
    )

    assert reply.status_code == 400
    (fault,) = reply.json()["errors"]
    assert fault["pointer"] == ""
    assert fault["detail"].startswith("must be an object, not")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""]
)
def test_another_content_type_is_refused(anna: Person, kind: str):
    reply = anna.post(
        "/organisations", content=b'{"name":"Acme"}', headers={"content-type": kind}
    )

    assert reply.status_code == 415
    assert reply.json()["code"] == "BodyTypeWrong"


def test_json_with_a_charset_is_taken(anna: Person):
    reply = anna.post(
        "/organisations",
        content=b'{"name":"Acme"}',
        headers={"content-type": "Application/JSON; charset=utf-8"},
    )

    assert reply.status_code == 200


def test_a_body_of_five_megabytes_is_refused(anna: Person):
    reply = anna.post("/organisations", json=new_company(comment="a" * 5_000_000))

    assert reply.status_code == 413
    assert reply.json()["code"] == "BodyTooLarge"


def test_a_large_body_without_a_told_length_is_refused(anna: Person):
    def chunks():
        yield b'{"name":"Acme","comment":"'
        for _ in range(64):
            yield b"a" * 32_768

    reply = anna.client.post(
        "/organisations", content=chunks(), headers={"content-type": "application/json"}
    )

    assert reply.status_code == 413


def test_a_company_with_everything_in_full_measure_is_kept(anna: Person):
    address = {"street_address": "S" * 300, "city": "Å" * 300, "country": "SE"}
    body = new_company(
        name="N" * 300,
        comment="🏢" * 10_000,
        billing_address=[address] * 30,
        shipping_address=[address] * 30,
        attributes=[{"key": f"k{n}", "values": {"n": n}} for n in range(200)],
        custom_fields={f"field {n}": "x" * 100 for n in range(500)},
    )

    reply = anna.post("/organisations", json=body)

    assert reply.status_code == 200
    company = reply.json()["company"]
    assert company["comment"] == body["comment"]
    assert company["custom_fields"] == body["custom_fields"]
    assert len(company["shipping_address"]) == 30
    assert [each["is_default"] for each in company["billing_address"]][:2] == [
        True,
        False,
    ]
