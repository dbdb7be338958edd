"""The form that a file comes in: what is wrong with one is said, and nothing is kept."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from world import PDF, Person, World, new_company

END = b"\r\n--b--\r\n"


@pytest.fixture
def anna(world: World) -> Person:
    return world.person()


@pytest.fixture
def path(anna: Person) -> str:
    reply = anna.post("/organisations", json=new_company())
    return f"/organisations/{reply.json()['company']['id']}/files"


def part(about: str, content: bytes = PDF) -> bytes:
    return f"--b\r\ncontent-disposition: form-data; {about}\r\n\r\n".encode() + content


def post(anna: Person, path: str, body: bytes, kind: str = "b") -> httpx.Response:
    told = {"content-type": f"multipart/form-data; boundary={kind}"}
    return anna.post(path, content=body, headers=told)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\\\Users\\\\anna\\\\contract.txt", "contract.txt"),
        ("  Räksmörgås 契約.txt  ", "Räksmörgås 契約.txt"),
        ("a" * 251 + ".txt", "a" * 251 + ".txt"),
        ("CON", "CON"),
        ("con.txt", "con.txt"),
        (".txt", ".txt"),
        ("Cafe\u0301.txt", "Café.txt"),
        ("42.zip/../a.txt", "a.txt"),
        ('say \\"cheese\\".txt', 'say "cheese".txt'),
        ("$(reboot);'--.txt", "$(reboot);'--.txt"),
    ],
)
def test_a_name_is_kept_without_its_folders(
    anna: Person, path: str, given: str, kept: str
):
    reply = post(anna, path, part(f'name="file"; filename="{given}"', b"text") + END)

    assert reply.status_code == 201, reply.text
    assert reply.json()["filename"] == kept
    content = anna.get(f"{path}/{reply.json()['id']}/content")
    assert content.content == b"text"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "..",
        "../",
        "a/b/",
        "a" * 252 + ".txt",
        "contract\u202etxt.exe",
        "a\x00b.txt",
        "a\x1bb.txt",
        "a\tb.txt",
        "a\u2028b.txt",
        "a\u2066b.txt",
    ],
)
def test_a_name_that_cannot_be_is_refused(anna: Person, path: str, name: str):
    reply = post(anna, path, part(f'name="file"; filename="{name}"', b"text") + END)

    assert reply.status_code == 400, reply.text
    assert reply.json()["code"] in {"FileInvalid", "FormBroken"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"--b--\r\n", "/file"),
        (part('name="custom_fields"', b"{}") + END, "/file"),
        (part('name="file"') + END, "/file"),
        (part("name=\"file\"; filename*=UTF-8''a.pdf") + END, "/file"),
        (
            part('name="file"; filename="a.pdf"')
            + b"\r\n"
            + part('name="file"; filename="b.pdf"')
            + END,
            "/file",
        ),
        (part('name="files"; filename="a.pdf"') + END, "/files"),
        (part('name="a/b~"; filename="a.pdf"') + END, "/a~1b~0"),
        (
            part('name="custom_fields"; filename="a.json"', b"{}") + END,
            "/custom_fields",
        ),
        (part('name="file"; filename="a.pdf"', b"") + END, "/file"),
    ],
)
def test_parts_that_are_missing_or_too_many_are_named(
    anna: Person, path: str, body: bytes, pointer: str
):
    reply = post(anna, path, body)

    assert reply.status_code == 400, reply.text
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [pointer]
    assert anna.get(path).json()["files"] == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "b"),
        (b"nothing of the sort", "b"),
        (part('name="file"; filename="a.pdf"') + END, ""),
        (part('name="file"; filename="a.pdf"') + END, "c"),
        (part('name="file"; filename="a.pdf"') + END, "b" * 71),
        (part('name="file"; filename="a.pdf"'), "b"),
        (b"--b\r\n\r\n" + PDF + END, "b"),
        (b"--b\r\ncontent-disposition: attachment\r\n\r\nx" + END, "b"),
        (b"--b\r\nx: " + b"y" * 10_000 + b"\r\n\r\nx" + END, "b"),
        (b"--b\r\n" + b"x: y\r\n" * 50 + b"\r\nx" + END, "b"),
        (b"--b\r\nbad header\r\n\r\nx" + END, "b"),
        (part('name="\xff"; filename="a.pdf"').replace(b"\xc3\xbf", b"\xff"), "b"),
    ],
)
def test_what_is_no_form_is_refused(anna: Person, path: str, body: bytes, kind: str):
    reply = post(anna, path, body, kind)

    assert reply.status_code == 400, reply.text
    assert reply.json()["code"] == "FormBroken"


@pytest.mark.parametrize(
    "again",
    [
        b'content-disposition: form-data; name="file"; filename="b.exe"',
        b"Content-Disposition: attachment",
    ],
)
def test_a_part_that_is_named_twice_is_refused(anna: Person, path: str, again: bytes):
    once = part('name="file"; filename="a.pdf"')
    body = once.replace(b"\r\n\r\n", b"\r\n" + again + b"\r\n\r\n", 1)

    reply = post(anna, path, body + END)

    assert (reply.status_code, reply.json()["code"]) == (400, "FormBroken")
    assert "the header Content-Disposition more than once" in reply.json()["detail"]
    assert anna.get(path).json()["files"] == []


@pytest.mark.parametrize(
    "kind", ["application/json", "", "multipart/mixed; boundary=b", "application/pdf"]
)
def test_another_type_is_told_which_one_it_takes(anna: Person, path: str, kind: str):
    reply = anna.post(path, content=PDF, headers={"content-type": kind})

    assert (reply.status_code, reply.json()["code"]) == (415, "FormTypeWrong")
    assert "multipart/form-data" in reply.json()["detail"]


@pytest.mark.parametrize(
    "fields",
    [
        "[]",
        "null",
        "{",
        "text",
        '{"a": "\\u202e"}',
        '{"a": ' * 25 + "1" + "}" * 25,
        '{"a": "' + "x" * 4096 + '"}',
        '{"a": "' + "x" * 20_000 + '"}',
    ],
)
def test_custom_fields_are_a_small_object(anna: Person, path: str, fields: str):
    files: dict[str, Any] = {"file": ("a.pdf", PDF)}

    reply = anna.post(path, files=files, data={"custom_fields": fields})

    assert reply.status_code == 400, reply.text
    assert reply.json()["errors"][0]["pointer"].startswith("/custom_fields")


def test_fields_may_come_after_the_file_and_the_body_in_pieces(anna: Person, path: str):
    body = part('name="file"; filename="a.pdf"') + b"\r\n"
    body += part('name="custom_fields"', b'{"a": [1]}') + END

    def pieces():
        for place in range(0, len(body), 7):
            yield body[place : place + 7]

    told = {"content-type": 'multipart/form-data; boundary="b"'}
    reply = anna.post(path, content=pieces(), headers=told)

    assert reply.status_code == 201, reply.text
    assert (reply.json()["size"], reply.json()["custom_fields"]) == (
        len(PDF),
        {"a": [1]},
    )


def test_what_stands_around_a_form_is_left_aside(anna: Person, path: str):
    body = part('name="file"; filename="a.pdf"') + END

    reply = post(anna, path, b"\r\n\r\n" + body + b"an epilogue")

    assert reply.status_code == 201, reply.text
    assert reply.json()["size"] == len(PDF)


def test_parameters_are_refused(anna: Person, path: str):
    reply = anna.post(f"{path}?overwrite=1", files={"file": ("a.pdf", PDF)})

    assert (reply.status_code, reply.json()["code"]) == (400, "QueryInvalid")


def test_a_company_that_is_not_there_is_told_first(anna: Person):
    reply = anna.post(f"/organisations/{uuid4()}/files", content=b"no form")

    assert (reply.status_code, reply.json()["code"]) == (404, "CompanyUnknown")
