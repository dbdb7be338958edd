"""Downloading the content of a file."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from world import Person, World, add_file, new_company

TEXT = bytes(range(48, 58)) * 10_000


@pytest.fixture
def anna(world: World) -> Person:
    return world.person()


@pytest.fixture
def company(anna: Person) -> str:
    reply = anna.post("/organisations", json=new_company())
    return str(reply.json()["company"]["id"])


@pytest.fixture
def path(anna: Person, company: str) -> str:
    file = add_file(anna.client, company, "digits.txt", TEXT)
    return f"/organisations/{company}/files/{file}/content"


def test_it_is_what_was_uploaded(anna: Person, path: str):
    reply = anna.get(path)

    assert (reply.status_code, reply.content) == (200, TEXT)
    assert reply.headers["content-type"] == "text/plain"
    assert reply.headers["content-length"] == str(len(TEXT))
    assert reply.headers["accept-ranges"] == "bytes"


def test_the_url_of_the_file_leads_there(anna: Person, world: World, path: str):
    url = anna.get(path.removesuffix("/content")).json()["url"]

    assert anna.get(world.url + url).content == TEXT


def test_a_browser_keeps_it_and_runs_nothing_of_it(anna: Person, path: str):
    headers = anna.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["cache-control"] == "private, no-cache"
    assert headers["content-disposition"].startswith("attachment; ")


@pytest.mark.parametrize("name", ["Räksmörgås 契約.txt", 'a"b;c.txt', "a%41'b.txt"])
def test_its_name_arrives_as_it_is(anna: Person, company: str, name: str):
    file = add_file(anna.client, company, "a.txt", b"text")
    at = f"/organisations/{company}/files/{file}"
    anna.patch(at, json={"filename": name}).raise_for_status()

    told = anna.get(f"{at}/content").headers["content-disposition"]

    found = re.fullmatch(
        r"attachment; filename=\"([^\"]+)\"; filename\*=UTF-8''(\S+)", told
    )
    assert found
    assert (found[1].isascii(), unquote(found[2])) == (True, name)


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=99990-", 99_990, 100_000),
        ("bytes=99990-999999999999", 99_990, 100_000),
        ("bytes=-5", 99_995, 100_000),
        ("bytes=-999999", 0, 100_000),
        ("Bytes = 10 - 19", 10, 20),
    ],
)
def test_a_part_can_be_asked_for(
    anna: Person, path: str, asked: str, begin: int, end: int
):
    reply = anna.get(path, headers={"range": asked})

    assert (reply.status_code, reply.content) == (206, TEXT[begin:end])
    assert reply.headers["content-range"] == f"bytes {begin}-{end - 1}/100000"
    assert reply.headers["content-length"] == str(end - begin)


def test_numbers_may_be_as_long_as_they_like(anna: Person, path: str):
    for asked, content in (
        (f"bytes={'0' * 40}7-{'0' * 40}9", b"789"),
        (f"bytes=99998-{'9' * 40}", b"89"),
        (f"bytes=-{'9' * 40}", TEXT),
    ):
        assert anna.get(path, headers={"range": asked}).content == content


@pytest.mark.parametrize(
    "nonsense",
    [
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-2",
        "bytes=0-1,5-6",
        "lines=0-1",
        "bytes=1-2-3",
        f"bytes={'9' * 30}-5",
        "bytes=\u0661-",
        f"bytes={' ' * 8_000}-",
        f"bytes={' ' * 8_000}x",
    ],
)
def test_nonsense_gets_the_whole(anna: Person, path: str, nonsense: str):
    headers = {"range": nonsense.encode()}
    reply = anna.get(path, headers=headers, timeout=1)  # and is told from sense at once

    assert (reply.status_code, len(reply.content)) == (200, len(TEXT))


@pytest.mark.parametrize(
    "beyond",
    [
        "bytes=100000-",
        "bytes=100000-100001",
        "bytes=-0",
        f"bytes={'9' * 20}-",
        f"bytes={'9' * 4000}-{'9' * 4000}",
    ],
)
def test_nothing_lies_beyond_the_end(anna: Person, path: str, beyond: str):
    reply = anna.get(path, headers={"range": beyond})

    assert (reply.status_code, reply.json()["code"]) == (416, "RangeUnsatisfiable")
    assert reply.headers["content-range"] == "bytes */100000"


def test_a_part_of_something_else_gets_the_whole(anna: Person, path: str):
    etag = anna.get(path).headers["etag"]
    part = {"range": "bytes=0-9"}

    same = anna.get(path, headers=part | {"if-range": etag})
    other = anna.get(path, headers=part | {"if-range": '"sha256:0"'})

    assert (same.status_code, other.status_code) == (206, 200)


def test_what_the_client_has_is_not_sent_again(anna: Person, path: str):
    etag = anna.get(path).headers["etag"]

    reply = anna.get(path, headers={"if-none-match": etag, "range": "bytes=0-9"})

    assert (reply.status_code, reply.content) == (304, b"")
    assert reply.headers["etag"] == etag


def test_head_tells_the_same_without_it(anna: Person, path: str):
    get, head = anna.get(path), anna.client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "content-type", "etag", "content-disposition"):
        assert head.headers[name] == get.headers[name]


def test_a_stranger_cannot(world: World, path: str):
    for who in (world.person("mallory"), world.person("charlie")):
        reply = who.get(path)

        assert (reply.status_code, reply.json()["code"]) == (404, "FileUnknown")


def test_under_another_company_it_is_not_there(anna: Person, path: str):
    other = anna.post("/organisations", json=new_company()).json()["company"]["id"]
    at = f"/organisations/{other}/files/{path.split('/')[4]}"

    for reply in (
        anna.get(f"{at}/content"),
        anna.get(at),
        anna.patch(at, json={"filename": "a.txt"}),
        anna.delete(at),
    ):
        assert (reply.status_code, reply.json()["code"]) == (404, "FileUnknown")
    assert anna.get(path).status_code == 200


def test_a_content_that_somebody_took_away_is_told(
    anna: Person, world: World, path: str, data: Path
):
    (kept,) = (data / "files" / str(world.app)).rglob("*-*")
    kept.unlink()

    reply = anna.get(path)

    assert (reply.status_code, reply.json()["code"]) == (404, "FileLost")
