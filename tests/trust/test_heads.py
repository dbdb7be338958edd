"""Headers and paths: how long they may be, and which may stand only once."""

import base64

import pytest
from raw import basic, send, with_body

from koncern import limits
from koncern.api.http import clients, headers
from world import World

PAGES = ("/docs", "/health/live", "/nowhere")


def api(world: World, path: str = "/organisations") -> str:
    return f"/api/v1/{world.app}{path}"


@pytest.mark.parametrize("name", ["x-anything", "authorization", "cookie", "accept"])
def test_a_header_that_is_too_long_is_refused(world: World, name: str):
    line = f"{name}: {'a' * limits.HEADER_BYTES}"

    for path in (api(world), "/api/customers", *PAGES):
        answer = send(world, f"GET {path}", [line])
        assert (answer.status, answer.code) == (431, "HeadersTooLarge")
        assert str(limits.HEADER_BYTES) in answer.body["detail"]


def test_headers_that_are_too_long_together_are_refused(world: World):
    lines = [f"x-h{n}: {'a' * 4000}" for n in range(limits.HEADERS_BYTES // 4000 + 1)]

    for path in (api(world), *PAGES):
        answer = send(world, f"GET {path}", lines)
        assert (answer.status, answer.code) == (431, "HeadersTooLarge")


@pytest.mark.parametrize(
    "path", ["/{}", "/organisations?limit={}", "/organisations/{}"]
)
def test_a_path_that_is_too_long_is_refused(world: World, path: str):
    for target in (api(world, path), f"/docs{path}"):
        answer = send(world, f"GET {target.format('a' * limits.TARGET_BYTES)}")
        assert (answer.status, answer.code) == (414, "UriTooLong")


def test_what_is_long_and_not_too_long_is_taken(world: World):
    lines = [basic(world), f"cookie: {'a' * (limits.HEADER_BYTES - 10)}"]

    assert send(world, f"GET {api(world)}", lines).status == 200


@pytest.mark.parametrize("name", sorted(headers.ONCE - {b"host", b"content-length"}))
@pytest.mark.parametrize("other", ["a", "b"])
def test_a_header_that_stands_once_is_refused_twice(
    world: World, name: bytes, other: str
):
    told = name.decode()
    lines = [basic(world), f"{told}: a", f"{told}: {other}"]

    for path in (api(world), "/api/customers"):
        answer = send(world, f"POST {path}", [*lines, "content-length: 0"])
        assert (answer.status, answer.code) == (400, "HeaderInvalid")
        assert answer.pointers == [f"/{told.title()}"]


def test_two_lengths_or_hosts_are_refused(world: World):
    for lines in (["content-length: 2", "content-length: 3"], ["host: other"]):
        answer = send(world, f"POST {api(world)}", [basic(world), *lines], b"{}")
        assert answer.status == 400


@pytest.mark.parametrize("zeros", [1, 18, 19, 5_000])
def test_a_length_may_have_zeros_in_front(world: World, zeros: int):
    body = b'{"name": "A"}'
    lines = [basic(world), "content-type: application/json"]
    lines.append("content-length: " + "0" * zeros + str(len(body)))

    answer = send(world, f"POST {api(world)}", lines, body)

    assert answer.status == 200
    path = f"{api(world)}/{answer.body['company']['id']}/files"
    answer = send(world, f"POST {path}", [*lines, "accept: */*"], body)
    assert (answer.status, answer.code) == (415, "FormTypeWrong")


@pytest.mark.parametrize(
    "lines",
    [
        ["transfer-encoding: gzip, chunked"],
        ["transfer-encoding: chunked", "transfer-encoding: chunked"],
        ["transfer-encoding: gzip", "transfer-encoding: chunked"],
        ["transfer-encoding: identity"],
        ["transfer-encoding: xchunked"],
        ["content-length: 3", "transfer-encoding: gzip, chunked"],
    ],
)
def test_a_body_is_chunked_and_nothing_else(world: World, lines: list[str]):
    body = b'c\r\n{"name":"A"}\r\n0\r\n\r\n'
    lines = [basic(world), "content-type: application/json", *lines]

    assert send(world, f"POST {api(world)}", lines, body).status == 400
    assert world.machine().get("/organisations").json()["companies"] == []


def test_of_two_credentials_none_signs_in(world: World):
    mine, other = basic(world), basic(world)

    for lines in ([mine, other], [other, mine], [mine, mine]):
        assert send(world, f"GET {api(world)}", lines).code == "HeaderInvalid"


def test_two_keys_make_nothing(world: World):
    body = b'{"name":"Once"}'
    lines = ["idempotency-key: one", "idempotency-key: two", basic(world)]

    answer = send(world, f"POST {api(world)}", with_body(body, *lines), body)

    assert answer.pointers == ["/Idempotency-Key"]
    assert world.machine().get("/organisations").json()["companies"] == []


def test_lists_in_several_lines_are_one_list(world: World):
    made = world.machine().post("/organisations", json={"name": "Listed"})
    path = api(world, f"/organisations/{made.json()['company']['id']}")
    etag = made.headers["etag"]
    for tags in ([etag, '"7"'], ['"7"', etag], ['"7"', f'W/{etag}, "8"']):
        lines = [f"if-none-match: {each}" for each in tags]
        assert send(world, f"GET {path}", [basic(world), *lines]).status == 304


def test_forwarded_addresses_in_several_lines_are_one_list():
    scope = {
        "path": "/",
        "query_string": b"",
        "headers": [
            (b"x-forwarded-for", b"1.1.1.1"),
            (b"accept", b"*/*"),
            (b"x-forwarded-for", b"2.2.2.2, 3.3.3.3"),
        ],
    }

    read, refused = headers.read_head(scope)

    assert refused is None
    seen = [clients.client_of(scope, read, proxies) for proxies in (1, 2, 3, 4)]
    assert seen == ["3.3.3.3", "2.2.2.2", "1.1.1.1", "1.1.1.1"]


@pytest.mark.parametrize("pad", ["", " " * 7000, "\t" * 7000])
def test_blanks_around_a_credential_change_nothing(world: World, pad: str):
    pair = base64.b64encode(":".join(world.credential()).encode()).decode()

    line = f"authorization: Basic {pad}{pair}{pad[:100]}"
    assert send(world, f"GET {api(world)}", [line]).status == 200


def test_a_parameter_that_is_given_twice_is_named(world: World):
    for query in ("limit=1&limit=2", "limit=1&limit=1", "limit=1&%6Cimit=2"):
        answer = send(world, f"GET {api(world)}?{query}"[:-1] + "1", [basic(world)])
        assert (answer.code, answer.pointers) == ("QueryInvalid", ["/limit"])


def test_very_many_parameters_are_refused(world: World):
    query = "&".join(f"a{n}=1" for n in range(limits.QUERY_PARAMETERS + 1))

    answer = send(world, f"GET {api(world)}?{query}", [basic(world)])

    assert answer.code == "QueryInvalid"
    assert str(limits.QUERY_PARAMETERS) in answer.body["errors"][0]["detail"]
