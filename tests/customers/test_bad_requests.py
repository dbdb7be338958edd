"""What every call of the Customers API does with requests that are wrong."""

import time
from uuid import uuid4

import httpx
import pytest

from koncern.base import Scope
from world import World, add_customer, add_organization

JSON = {"content-type": "application/json"}


@pytest.fixture
def members(world: World) -> str:
    client = world.customers()
    organization = add_organization(client, add_customer(client))
    return f"/customer-organizations/{organization}/members"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "It is empty."),
        (b'{"customerIds": [', "Line 1, column 18"),
        (b'{"customerIds": ["\\ud800"]}', "surrogate"),
        (b"[" * 100_000, "more than 64 levels"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_broken_json_is_told_with_its_place(
    world: World, members: str, body: bytes, told: str
):
    reply = world.customers().post(members, content=body, headers=JSON)

    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] in {"JsonBroken", "JsonTooLarge", "BodyInvalid"}
    assert told in reply.json()["detail"] or reply.json()["code"] == "BodyInvalid"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], ""),
        ({}, "/customerIds"),
        ({"customerIds": None}, "/customerIds"),
        ({"customerIds": "x"}, "/customerIds"),
        ({"customerIds": ["x"]}, "/customerIds/0"),
        ({"customerIds": [5]}, "/customerIds/0"),
        ({"customerIds": [], "memberIds": []}, "/memberIds"),
    ],
)
def test_a_wrong_form_is_told_with_its_place(world: World, members: str, body, pointer):
    reply = world.customers().post(members, json=body)

    assert reply.status_code == 400
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [pointer]


def test_ten_thousand_ids_are_taken_and_one_more_is_not(world: World, members: str):
    client = world.customers()
    member = add_customer(client)

    start = time.monotonic()
    taken = client.post(members, json={"customerIds": [member] * 10_000})
    assert taken.status_code == 200
    assert time.monotonic() - start < 5
    ids = [str(uuid4()) for _ in range(10_001)]
    assert client.post(members, json={"customerIds": ids}).status_code == 400
    unknown = client.post(members, json={"customerIds": ids[:10_000]})
    assert unknown.status_code == 400
    assert len(unknown.content) < 2_000_000


def test_a_body_of_two_megabytes_is_too_large(world: World, members: str):
    reply = world.customers().post(members, content=b" " * 2_000_000, headers=JSON)

    assert reply.status_code == 413
    assert reply.json()["code"] == "BodyTooLarge"


def test_a_wrong_method_type_path_or_parameter_is_told(world: World, members: str):
    client = world.customers()

    wrong = client.patch(members)
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, POST, PUT, HEAD")
    text = client.post(members, content=b"{}", headers={"content-type": "text/plain"})
    assert text.status_code == 415
    assert client.get("/nothing").json()["code"] == "PathUnknown"
    assert client.get("/customers/none").json()["code"] == "PathInvalid"
    assert client.get("/customer-organizations?colour=red").status_code == 400
    assert client.get("/customer-organizations?after=x").json()["code"] == (
        "CursorUnknown"
    )


def test_a_version_that_is_not_spoken_is_refused(world: World):
    reply = world.customers().get(
        "/customer-organizations", headers={"sequence-version": "2023-01-01"}
    )

    assert reply.status_code == 400
    assert reply.json()["error"]["type"] == "UnrecognisedApiVersion"
    assert reply.headers["sequence-version"] == "2024-07-30"


def test_who_is_not_known_is_asked_who_they_are(world: World):
    anna = world.person()
    client_id, secret = world.credential()
    url = f"{world.url}/api/customer-organizations"
    for headers, auth in (
        ({}, None),
        ({"authorization": "Basic !"}, None),
        ({"authorization": f"Bearer {anna.token}"}, None),
        ({}, (client_id, secret + "x")),
        ({}, (client_id[:-1], secret)),
        ({}, ("nobody", secret)),
    ):
        reply = httpx.get(url, headers=headers, auth=auth, timeout=30)
        assert reply.status_code == 401
        assert reply.headers["www-authenticate"].startswith("Basic")


def test_a_scope_is_needed_to_write(world: World, members: str):
    reader = world.customers(Scope.READ)

    assert reader.post(members, json={"customerIds": []}).status_code == 403
    assert reader.get("/customer-organizations").status_code == 200
