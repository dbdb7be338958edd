"""The name of a file promises what its content is, or nothing."""

import httpx
import pytest

from contents import JPEG
from world import PDF, World, add_file, new_company

FOREIGN = [
    "php", "PHP", "pHp5", "phtml", "phar", "aspx", "jsp", "cgi", "exe", "html", "svg",
    "js", "htaccess", "config", "lnk", "jpg2", "jp", "unknown", "1", "x" * 100,
]  # fmt: skip
"""Endings that no JPEG has."""

DISGUISES = [
    "x.jpg.{}", "x.{}", ".{}", "x.{}.", "x.{}. .", "x.{} ", "x.{}\u3000.\u00a0",
    "x\uff0e{}", "x\u2024{}", "x.jpg\uff0e{}", "x.jpg\\y.{}", "../../x.{}", "x.{}::$DATA",
]  # fmt: skip
"""Ways to write a name that ends in one."""

RUN_BY_SERVERS = ["php", "PHP7", "phtml", "aspx", "jsp", "cgi", "shtml", "exe"]


@pytest.fixture
def company(world: World) -> str:
    reply = world.machine().post("/organisations", json=new_company())
    return str(reply.json()["company"]["id"])


def upload(world: World, company: str, name: str, content: bytes) -> httpx.Response:
    path = f"/organisations/{company}/files"
    return world.machine().post(path, files={"file": (name, content)})


@pytest.mark.parametrize("disguise", DISGUISES)
def test_another_ending_is_refused_however_it_is_written(
    world: World, company: str, disguise: str
):
    file = add_file(world.machine(), company, "scan.jpg", JPEG)
    one = f"/organisations/{company}/files/{file}"

    for ending in FOREIGN:
        name = disguise.format(ending)
        sent = upload(world, company, name, JPEG)
        renamed = world.machine().patch(one, json={"filename": name})

        assert sent.status_code == 415, (name, sent.text)
        assert sent.json()["code"] == "FileTypeContradicted"
        assert (renamed.status_code, renamed.json()["code"]) == (
            415,
            "FileTypeContradicted",
        ), name
    assert world.machine().get(one).json()["filename"] == "scan.jpg"


@pytest.mark.parametrize("ending", RUN_BY_SERVERS)
@pytest.mark.parametrize("name", ["x.{}.jpg", "x.{};.jpg", "x.a.{}.b.jpg", "x.{} .jpg"])
def test_one_that_a_server_runs_before_the_last_is_refused(
    world: World, company: str, ending: str, name: str
):
    reply = upload(world, company, name.format(ending), JPEG)

    assert (reply.status_code, reply.json()["code"]) == (415, "FileTypeContradicted")


@pytest.mark.parametrize(
    "name", ["scan", "SCAN.JPG", "scan.jpe", "Offer 1.2 (final).jpeg", "a.b.c.jfif"]
)
def test_its_own_endings_and_none_are_taken(world: World, company: str, name: str):
    assert upload(world, company, name, JPEG).json()["filename"] == name


def test_it_says_which_endings_it_takes(world: World, company: str):
    fault = upload(world, company, "x.php", PDF).json()["errors"][0]

    assert fault == {
        "pointer": "/file",
        "detail": "ends in .php, and its content is application/pdf: end it in .pdf, "
        "or use no dot",
    }


@pytest.mark.parametrize(
    "name",
    [
        "", ".", " . .", "/", "a/", "x" * 256 + ".pdf", "x" * 3_000, "a\u202efdp.pdf",
        "a\u2066.pdf", "a\u2028b.pdf", "a\u0085.pdf", "a\U000e0041.pdf",
    ],
)  # fmt: skip
def test_what_is_no_name_is_told_with_its_place(world: World, company: str, name: str):
    reply = upload(world, company, name, PDF)

    assert reply.status_code == 400, reply.text
    assert {each["pointer"] for each in reply.json()["errors"]} == {"/file"}


@pytest.mark.parametrize("raw", [b"a\x00.pdf", b"a\x07.pdf", b"\xff\xfe.pdf", b"a\x7f"])
def test_bytes_that_no_name_has_are_no_500(world: World, company: str, raw: bytes):
    body = b'--b\r\ncontent-disposition: form-data; name="file"; filename="%s"\r\n\r\n'
    reply = world.machine().post(
        f"/organisations/{company}/files",
        content=body % raw + PDF + b"\r\n--b--\r\n",
        headers={"content-type": "multipart/form-data; boundary=b"},
    )

    assert reply.status_code in {201, 400, 415}, reply.text


@pytest.mark.parametrize("name", ["a.pdf", "a", 'a"b;c=d.pdf', "räksmörgås.pdf"])
def test_every_download_is_to_be_kept_and_not_shown(
    world: World, company: str, name: str
):
    machine = world.machine()
    file = add_file(machine, company, name)

    headers = machine.get(f"/organisations/{company}/files/{file}/content").headers

    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
