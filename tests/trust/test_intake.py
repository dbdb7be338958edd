"""Bodies: how large they may be for whom, in how many chunks, and in which form."""

import gzip
import json
from typing import Any

import httpx
import pytest
from raw import basic, chunked, send, with_body

from koncern import limits
from koncern.api.http import MULTIPART, Route
from koncern.worker import ROUTES
from world import World, new_company

CHUNKED = "transfer-encoding: chunked"
JSON = "content-type: application/json"
NOBODYS = "01990b8d-9a6b-7d10-9c4e-2f3a4b5c6d7e"

WRITES = [each for each in ROUTES if each.method != "GET"]
PUBLIC = [each for each in WRITES if each.is_public]


def target(world: World, route: Route) -> str:
    path = route.path.replace("{app_id}", str(world.app))
    return f"{route.method} " + "/".join(
        NOBODYS if part.startswith("{") else part for part in path.split("/")
    )


def by_name(route: Route) -> str:
    return route.name


@pytest.mark.parametrize("route", PUBLIC, ids=by_name)
def test_nobody_sends_more_than_little(world: World, route: Route):
    most = route.body_bytes_max(limits.BODY_BYTES)
    body = b'{"x":"' + b"a" * most + b'"}'

    for lines, sent in (
        (with_body(body), body),
        ([JSON, CHUNKED], chunked([body[:1000], body[1000:]])),
        ([JSON, f"content-length: {limits.BODY_BYTES}"], b""),
    ):
        answer = send(world, target(world, route), lines, sent)
        assert (answer.status, answer.code) == (413, "BodyTooLarge")
        assert str(most) in answer.body["detail"]
    assert most <= limits.PUBLIC_BODY_BYTES


@pytest.mark.parametrize(
    "route", [each for each in WRITES if not each.is_public], ids=by_name
)
def test_no_body_is_read_before_it_is_known_whose(world: World, route: Route):
    lines = [JSON, f"content-length: {limits.BODY_BYTES // 2}"]

    answer = send(world, target(world, route), lines)

    assert (answer.status, answer.code) == (401, "NobodySignedIn")


@pytest.mark.parametrize(
    "route", [each for each in WRITES if each.body is None], ids=by_name
)
def test_a_call_without_a_body_takes_none_that_is_large(world: World, route: Route):
    lines = [basic(world), JSON, f"content-length: {limits.EMPTY_BODY_BYTES + 1}"]

    answer = send(world, target(world, route), lines)

    assert answer.code == "BodyTooLarge"


def test_a_body_of_a_read_is_not_read(world: World):
    lines = [basic(world), f"content-length: {limits.BODY_BYTES * 4}"]

    assert send(world, f"GET /api/v1/{world.app}/organisations", lines).status == 200


@pytest.mark.parametrize("size", [1, 2, 10])
def test_tiny_chunks_are_refused_early(world: World, size: int):
    chunks = chunked(b"x" * size for _ in range(3 * limits.BODY_CHUNKS))
    calls = [
        (f"POST /api/v1/{world.app}/auth/login", [JSON]),
        (f"POST /api/v1/{world.app}/organisations", [JSON, basic(world)]),
    ]

    for request, lines in calls:
        answer = send(world, request, [*lines, CHUNKED], chunks)
        assert (answer.status, answer.code) == (400, "BodyInTinyChunks")


def test_tiny_chunks_of_a_file_are_refused_early(world: World):
    form = "content-type: multipart/form-data; boundary=b"
    request = f"POST /api/v1/{world.app}/organisations/{NOBODYS}/files"
    company = world.machine().post("/organisations", json=new_company())
    request = request.replace(NOBODYS, company.json()["company"]["id"])
    head = (
        b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    )
    chunks = chunked([head, *[b"x"] * (3 * limits.BODY_CHUNKS)])

    answer = send(world, request, [form, basic(world), CHUNKED], chunks)

    assert (answer.status, answer.code) == (400, "BodyInTinyChunks")


def test_chunks_of_an_ordinary_size_are_taken(world: World):
    body = json.dumps(new_company(comment="x" * 9_000)).encode()
    chunks = [body[start : start + 16] for start in range(0, len(body), 16)]

    for each in (
        chunks,
        [bytes([byte]) for byte in json.dumps(new_company()).encode()],
    ):
        answer = send(
            world,
            f"POST /api/v1/{world.app}/organisations",
            [JSON, CHUNKED, basic(world)],
            chunked(each),
        )
        assert answer.status == 200


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "gzip, identity", "X"])
def test_a_compressed_body_is_refused(world: World, coding: str):
    body = gzip.compress(json.dumps(new_company()).encode())
    lines = with_body(body, f"content-encoding: {coding}", basic(world))

    answer = send(world, f"POST /api/v1/{world.app}/organisations", lines, body)

    assert (answer.status, answer.code) == (415, "BodyCompressed")
    assert "Content-Encoding" in answer.body["detail"]


@pytest.mark.parametrize(
    ("charset", "status"),
    [
        ("utf-8", 200),
        ("UTF-8", 200),
        ('"utf-8"', 200),
        ("utf-16", 415),
        ("latin-1", 415),
        ("", 415),
    ],
)
def test_only_utf_8_is_taken(world: World, charset: str, status: int):
    kind = f"application/json; charset={charset}"
    reply = world.machine().post(
        "/organisations",
        content=json.dumps(new_company()),
        headers={"content-type": kind},
    )

    assert reply.status_code == status


WRONG: list[tuple[bytes, str]] = [
    (b"\xef\xbb\xbf{}", "JsonBroken"),
    (b'{"name":"A","custom_fields":{"n":1e' + b"9" * 400 + b"}}", "JsonBroken"),
    *(
        (b'{"name":"A","custom_fields":{"n":' + number + b"}}", "JsonTooLarge")
        for number in (
            b"1" * (limits.JSON_NUMBER_CHARACTERS + 1),
            b"-" + b"1" * limits.JSON_NUMBER_CHARACTERS,
            b"0." + b"1" * 900_000,
            b"1e" + b"9" * 10_000,
            b"1" * 10_000 + b',"t":"' + b'\\"' * 1000 + b'"',
        )
    ),
    (
        b'{"name":"A","custom_fields":' + b'{"a":' * 65 + b"1" + b"}" * 66,
        "JsonTooLarge",
    ),
    (b'{"tags":[' + b"1," * limits.JSON_VALUES + b"1]}", "JsonTooLarge"),
    (b'{"name":' + b'"a",' * 30_000 + b"}", "JsonTooLarge"),
    (b'{"' + b"x" * 500_000 + b'":1}', "BodyInvalid"),
    (b'{"name":{"' + b"x" * 500_000 + b'":1}}', "BodyInvalid"),
    (b'{"tax_status":"' + b"x" * 500_000 + b'"}', "BodyInvalid"),
]


LONG = [
    b"0." + b"1" * (limits.JSON_NUMBER_CHARACTERS - 2),
    b'"' + b"1" * 5000 + b'"',
    b'"\\"' + b"1" * 5000 + b'"',
]


@pytest.mark.parametrize("value", LONG, ids=range(len(LONG)))
def test_a_number_may_be_long_and_a_text_of_digits_longer(world: World, value: bytes):
    body = b'{"name":"A","custom_fields":{"n":' + value + b"}}"

    reply = world.machine().post(
        "/organisations", content=body, headers={"content-type": "application/json"}
    )

    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize(("body", "code"), WRONG, ids=range(len(WRONG)))
def test_what_is_out_of_bounds_is_told_shortly(world: World, body: bytes, code: str):
    headers = {"content-type": "application/json"}
    reply = world.machine().post("/organisations", content=body, headers=headers)

    assert reply.status_code == 400
    assert reply.json()["code"] == code
    assert len(reply.content) < 8_000


TWICE: list[tuple[str, list[str]]] = [
    ('{"name":"A","name":"B"}', ["/name"]),
    ('{"name":"A","\\u006eame":"A"}', ["/name"]),
    ('{"name":"A","custom_fields":{"a":{"b":1,"b":2}}}', ["/custom_fields/a/b"]),
    ('{"name":"A","custom_fields":{"a":[0,{"":1,"":1}]}}', ["/custom_fields/a/1/"]),
    ('{"name":"A","custom_fields":{"å":1,"\\u00e5":2}}', ["/custom_fields/å"]),
    ('{"name":"A","custom_fields":{"a/b":1,"a/b":2}}', ["/custom_fields/a~1b"]),
    ('{"name":"A","billing_address":[{"city":"x","city":"x"}]}',
     ["/billing_address/0/city"]),
    ('{"name":"A","custom_fields":{},"name":"B","custom_fields":{}}',
     ["/name", "/custom_fields"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "pointers"), TWICE)
def test_a_key_that_is_given_twice_is_named(
    world: World, body: str, pointers: list[str]
):
    reply = world.machine().post(
        "/organisations",
        content=body.encode(),
        headers={"content-type": "application/json"},
    )

    assert reply.status_code == 400
    assert [each["pointer"] for each in reply.json()["errors"]] == pointers
    assert world.machine().get("/organisations").json()["companies"] == []


TAKES_JSON = [each for each in WRITES if each.body and each.takes != MULTIPART]


@pytest.mark.parametrize("route", TAKES_JSON, ids=by_name)
def test_every_call_refuses_a_key_that_is_given_twice(world: World, route: Route):
    example: Any = route.example
    first = json.dumps(example)
    entry = (
        json.dumps(next(iter(example.items()))[0]) if isinstance(example, dict) else ""
    )
    body = first[:-1] + f", {entry}: 0, {entry}: 0}}" if entry else '[{"a":0,"a":0}]'
    lines = with_body(body.encode(), basic(world))

    answer = send(world, target(world, route), lines, body.encode())

    assert answer.status == 400
    if answer.code == "BodyInvalid":
        assert any("more than once" in each["detail"] for each in answer.body["errors"])


def test_a_refusal_before_the_body_says_that_the_connection_ends(world: World):
    with httpx.Client(base_url=world.url, timeout=30) as client:
        for _ in range(30):
            reply = client.post(
                f"/api/v1/{world.app}/organisations", content=b"x" * 40_000
            )

            assert reply.status_code == 401
            assert reply.headers["connection"] == "close"
