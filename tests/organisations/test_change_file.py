"""Listing, reading, changing and deleting the files of a company."""

from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest

from koncern.people.memberships import Level, add
from world import Person, World, add_file, new_company


@pytest.fixture
def anna(world: World) -> Person:
    return world.person()


@pytest.fixture
def company(anna: Person) -> str:
    reply = anna.post("/organisations", json=new_company(status="active"))
    return str(reply.json()["company"]["id"])


@pytest.fixture
def path(anna: Person, company: str) -> str:
    return f"/organisations/{company}/files/{add_file(anna.client, company)}"


def test_a_list_comes_in_pages_newest_first(anna: Person, company: str):
    made = [add_file(anna.client, company) for _ in range(5)][::-1]

    first = anna.get(f"/organisations/{company}/files?limit=3").json()
    after = first["pagination"]["after"]
    rest = anna.get(f"/organisations/{company}/files?limit=3&after={after}").json()
    before = rest["pagination"]["before"]
    back = anna.get(f"/organisations/{company}/files?limit=3&before={before}").json()

    assert [file["id"] for file in first["files"] + rest["files"]] == made
    assert back["files"] == first["files"]


def test_a_list_is_for_those_who_belong_there(world: World, company: str):
    reply = world.person("mallory").get(f"/organisations/{company}/files")

    assert (reply.status_code, reply.json()["code"]) == (404, "CompanyUnknown")


def test_a_colleague_reads_and_no_more(world: World, company: str, path: str):
    ben = world.person("ben")
    world.act(
        lambda tx, actor: add(
            tx, actor, UUID(company), user=ben.id, level=Level.DEFAULT
        )
    )

    assert len(ben.get(f"/organisations/{company}/files").json()["files"]) == 1
    assert ben.get(path).status_code == 200
    for refused in (ben.patch(path, json={"filename": "a.pdf"}), ben.delete(path)):
        assert (refused.status_code, refused.json()["code"]) == (403, "AdminNeeded")


def test_an_archived_company_keeps_its_files_as_they_are(
    world: World, anna: Person, company: str, path: str
):
    world.machine().delete(f"/organisations/{company}").raise_for_status()

    assert anna.get(f"{path}/content").status_code == 200
    for refused in (anna.patch(path, json={"filename": "a.pdf"}), anna.delete(path)):
        assert (refused.status_code, refused.json()["code"]) == (409, "CompanyArchived")


def test_a_change_shows_in_the_company(
    world: World, anna: Person, company: str, path: str
):
    reply = anna.patch(
        path, json={"filename": "signed.pdf", "custom_fields": {"kind": None, "n": 1}}
    )

    changed = reply.json()
    assert (reply.status_code, reply.headers["etag"]) == (200, '"2"')
    assert changed["filename"] == "signed.pdf"
    assert changed["custom_fields"] == {"n": 1}
    read = anna.get(f"/organisations/{company}")
    assert read.json()["company"]["files"] == [changed]
    assert read.headers["etag"] == '"3"'
    assert world.history(company)[-1] == "file.changed"


def test_a_file_can_be_sent_back_as_it_was_read(
    world: World, anna: Person, company: str, path: str
):
    read = anna.get(path)

    reply = anna.patch(path, json=read.json())

    assert (reply.json(), reply.headers["etag"]) == (read.json(), '"1"')
    assert world.history(company)[-1] == "file.uploaded"


@pytest.mark.parametrize(
    ("patch", "status"),
    [
        ({"filename": "contract.exe"}, 415),
        ({"filename": "contract.png"}, 415),
        ({"filename": "../"}, 400),
        ({"filename": ""}, 400),
        ({"filename": None}, 400),
        ({"filename": "a" * 256}, 400),
        ({"filename": "a\u202eb.pdf"}, 400),
        ({"custom_fields": []}, 400),
        ({"custom_fields": {"a": "x" * 5000}}, 400),
        ({"content": "x"}, 400),
        ([], 400),
    ],
)
def test_what_cannot_be_is_refused(anna: Person, path: str, patch: Any, status: int):
    before = anna.get(path).json()

    assert anna.patch(path, json=patch).status_code == status
    assert anna.get(path).json() == before


def test_custom_fields_can_be_cleared(anna: Person, path: str):
    reply = anna.patch(path, json={"custom_fields": None})

    assert reply.json()["custom_fields"] == {}


def test_a_stale_version_changes_nothing(anna: Person, path: str):
    anna.patch(path, json={"filename": "second.pdf"}).raise_for_status()

    stale = {"if-match": '"1"'}
    renamed = anna.patch(path, json={"filename": "third.pdf"}, headers=stale)
    deleted = anna.delete(path, headers=stale)

    assert (renamed.status_code, deleted.status_code) == (412, 412)
    assert anna.get(path).json()["filename"] == "second.pdf"
    assert anna.delete(path, headers={"if-match": '"2"'}).status_code == 204


def test_a_deleted_file_is_gone(world: World, anna: Person, company: str, path: str):
    reply = anna.delete(path)

    assert (reply.status_code, reply.content) == (204, b"")
    for gone in (anna.get(path), anna.get(f"{path}/content"), anna.delete(path)):
        assert (gone.status_code, gone.json()["code"]) == (404, "FileUnknown")
    read = anna.get(f"/organisations/{company}")
    assert read.json()["company"]["files"] == []
    assert read.headers["etag"] == '"3"'
    assert world.history(company)[-1] == "file.deleted"


def test_of_two_who_delete_at_once_one_does(anna: Person, path: str):
    statuses: list[int] = []
    threads = [
        Thread(target=lambda: statuses.append(anna.delete(path).status_code))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [204] + [404] * 5


def test_one_that_is_not_there_cannot_be_changed(anna: Person, company: str):
    nowhere = f"/organisations/{company}/files/{uuid4()}"

    for reply in (
        anna.get(nowhere),
        anna.patch(nowhere, json={"filename": "a.pdf"}),
        anna.delete(nowhere),
    ):
        assert (reply.status_code, reply.json()["code"]) == (404, "FileUnknown")
