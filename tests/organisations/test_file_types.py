"""What is in a file decides what it is, and whether it is taken."""

from pathlib import Path

import httpx
import pytest

from contents import DOCX, JPEG, OFFICE, PNG, REFUSED, TAKEN, archive
from koncern.base import FILE_TYPES
from koncern.profile.file_types import KINDS
from service import serving
from world import PDF, World, new_company


@pytest.fixture
def company(world: World) -> str:
    reply = world.machine().post("/organisations", json=new_company())
    return str(reply.json()["company"]["id"])


def upload(
    world: World, company: str, name: str, content: bytes, declared: str = ""
) -> httpx.Response:
    part = (name, content, declared) if declared else (name, content)
    return world.machine().post(f"/organisations/{company}/files", files={"file": part})


def test_every_type_of_the_settings_can_be_told():
    assert set(KINDS) == set(FILE_TYPES)


@pytest.mark.parametrize(("name", "content", "content_type"), TAKEN)
def test_it_is_told_by_what_is_in_it(
    world: World, company: str, name: str, content: bytes, content_type: str
):
    reply = upload(world, company, name, content, "application/octet-stream")

    assert reply.status_code == 201, reply.text
    assert reply.json()["content_type"] == content_type


@pytest.mark.parametrize(("name", "content"), REFUSED)
def test_what_is_refused_is_refused_whatever_it_is_called(
    world: World, company: str, name: str, content: bytes
):
    for called in (name, "plain.txt", "contract.pdf"):
        reply = upload(world, company, called, content, "application/pdf")

        assert reply.status_code == 415
        assert reply.json()["code"] == "FileTypeRefused"


@pytest.mark.parametrize(
    ("name", "content", "declared"),
    [
        ("logo.png", JPEG, ""),
        ("contract.pdf.exe", PDF, "application/pdf"),
        ("contract.pdf.exe . .", PDF, "application/pdf"),
        ("run.bat", b"del *.*", ""),
        ("list.json", b"[]", ""),
        ("page.html", b"only text", ""),
        ("letter.xlsx", DOCX, ""),
        ("logo.png", PNG, "text/html"),
        ("contract.pdf", PDF, "image/png"),
        ("notes.txt", b"text", "text/html"),
    ],
)
def test_one_that_lies_is_refused(
    world: World, company: str, name: str, content: bytes, declared: str
):
    reply = upload(world, company, name, content, declared)

    assert reply.status_code == 415
    assert reply.json()["code"] == "FileTypeContradicted"
    assert reply.json()["errors"][0]["pointer"] == "/file"


@pytest.mark.parametrize(
    ("name", "content", "declared"),
    [
        ("prices.csv", b"a;b", "application/vnd.ms-excel"),
        ("letter.docx", DOCX, "application/zip"),
        ("scan.jpeg", JPEG, "image/jpg"),
        ("contract.v2.final.pdf", PDF, "application/pdf; charset=binary"),
        ("contract", PDF, "binary/octet-stream"),
    ],
)
def test_what_some_systems_say_of_it_is_understood(
    world: World, company: str, name: str, content: bytes, declared: str
):
    assert upload(world, company, name, content, declared).status_code == 201


def test_it_is_told_what_a_refused_one_looks_like(world: World, company: str):
    reply = upload(world, company, "all.rar", b"Rar!\x1a\x07\x00" + bytes(20))

    assert "RAR" in reply.json()["detail"]


def test_the_settings_decide_what_is_taken(world: World, company: str, data: Path):
    client_id, secret = world.credential()
    with serving(data, KONCERN_FILE_TYPES="png, zip") as service:
        path = f"{service.url}/api/v1/{world.app}/organisations/{company}/files"
        parts = [("a.zip", archive("a")), ("a.pdf", PDF)]
        taken, refused = (
            httpx.post(path, files={"file": part}, auth=(client_id, secret), timeout=30)
            for part in parts
        )

    assert taken.json()["content_type"] == "application/zip"
    assert (
        refused.json()["detail"] == "The file is of the type pdf; taken are png, zip."
    )
    assert OFFICE not in refused.text
