"""Request ids, methods, conditional reads, and paths that lead nowhere."""

from uuid import UUID

import pytest

from world import World, new_company


def test_a_request_id_comes_back_and_stands_on_the_record(world: World):
    reply = world.person().post(
        "/organisations",
        json=new_company(),
        headers={"x-request-id": "checkout-2024.11_7"},
    )

    assert reply.headers["x-request-id"] == "checkout-2024.11_7"
    events = world.operator.query(
        "SELECT DISTINCT request_id FROM event WHERE app_id = $1 AND subject = $2",
        world.app,
        UUID(reply.json()["company"]["id"]),
    )
    assert events == [{"request_id": "checkout-2024.11_7"}]


@pytest.mark.parametrize("given", [None, "short", "a" * 101, "a b c d e f", "<script>"])
def test_without_a_sane_one_it_gets_one(world: World, given: str | None):
    headers = {} if given is None else {"x-request-id": given}

    reply = world.anonymous().get("/organisations", headers=headers)

    told = reply.headers["x-request-id"]
    assert UUID(told).version == 7
    assert reply.json()["request_id"] == told


def test_head_answers_as_get_does_without_the_body(world: World):
    anna = world.person()
    company = anna.post("/organisations", json=new_company()).json()["company"]["id"]
    for path in (f"/organisations/{company}", "/organisations"):
        get = anna.get(path)

        head = anna.client.head(path)

        assert head.status_code == 200
        assert head.content == b""
        for name in ("content-length", "content-type", "etag", "link"):
            assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize("method", ["OPTIONS", "DELETE", "PUT", "PATCH", "TRACE"])
def test_a_method_that_a_path_lacks_is_told_what_it_has(world: World, method: str):
    reply = world.person().client.request(method, "/organisations")

    assert reply.status_code == 405
    assert reply.json()["code"] == "MethodWrong"
    assert set(reply.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(
    "path",
    ["", "/", "/organisation", "/organisations/", "/organisations//x", "/%2e%2e"],
)
def test_there_is_nothing_elsewhere(world: World, path: str):
    reply = world.anonymous().get(f"{world.url}/api/v1/{world.app}{path}")

    assert reply.status_code == 404
    assert reply.json()["code"] == "PathUnknown"
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("segment", ["{}", "%7B%7D", "{id}"])
def test_a_place_as_documents_write_it_is_no_id(world: World, segment: str):
    base = f"{world.url}/api"
    machine = world.machine()

    replies = [
        machine.get(f"{base}/{path}")
        for path in (
            f"v1/{segment}/organisations",
            f"v1/{world.app}/organisations/{segment}",
            f"customers/{segment}",
        )
    ]

    assert [reply.status_code for reply in replies] == [400] * 3
    for reply in replies[:2]:
        assert reply.json()["code"] == "PathInvalid"
        assert [each["detail"] for each in reply.json()["errors"]] == ["is no UUID"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"7", {}', "*", '"7",W/{} , "8"'])
def test_what_has_not_changed_is_not_sent_again(world: World, form: str):
    anna = world.person()
    made = anna.post("/organisations", json=new_company())
    path = f"/organisations/{made.json()['company']['id']}"
    etag = made.headers["etag"]

    reply = anna.get(path, headers={"if-none-match": form.format(etag)})

    assert reply.status_code == 304
    assert reply.content == b""
    assert reply.headers["etag"] == etag


def test_what_has_changed_is_sent(world: World):
    anna = world.person()
    made = anna.post("/organisations", json=new_company()).json()

    reply = anna.get(
        f"/organisations/{made['company']['id']}", headers={"if-none-match": '"7"'}
    )

    assert reply.json() == made


def test_answers_are_not_sniffed_or_cached(world: World):
    reply = world.person().get("/organisations")

    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in reply.headers["cache-control"]
