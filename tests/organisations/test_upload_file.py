"""Uploading a file of a company."""

import hashlib
import json
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import httpx
import pytest

from clients import Client
from koncern.base import Scope
from koncern.people.memberships import Level, add
from world import PDF, Person, World, new_company


def register(person: Person | Client, **more: Any) -> str:
    reply = person.post("/organisations", json=new_company(**more))
    return str(reply.json()["company"]["id"])


def upload(who: Person | Client, company: str, **more: Any) -> httpx.Response:
    files = {"file": ("contract.pdf", PDF)}
    return who.post(f"/organisations/{company}/files", **{"files": files} | more)


def colleague(world: World, company: str, level: Level = Level.DEFAULT) -> Person:
    ben = world.person("ben")
    world.act(lambda tx, actor: add(tx, actor, UUID(company), user=ben.id, level=level))
    return ben


def test_it_is_there_in_its_company(world: World):
    anna = world.person()
    company = register(anna)
    before = anna.get(f"/organisations/{company}").headers["etag"]

    reply = upload(anna, company, data={"custom_fields": '{"kind": "contract"}'})

    file = reply.json()
    assert (reply.status_code, reply.headers["etag"]) == (201, '"1"')
    assert file == {
        "app_id": str(world.app),
        "checksum": f"sha256:{hashlib.sha256(PDF).hexdigest()}",
        "content_type": "application/pdf",
        "created_at": file["created_at"],
        "custom_fields": {"kind": "contract"},
        "filename": "contract.pdf",
        "id": file["id"],
        "size": len(PDF),
        "updated_at": file["created_at"],
        "url": f"/api/v1/{world.app}/organisations/{company}/files/{file['id']}/content",
    }
    read = anna.get(f"/organisations/{company}")
    assert read.json()["company"]["files"] == [file]
    assert (before, read.headers["etag"]) == ('"1"', '"2"')


def test_its_content_lies_under_ids_alone(world: World, data: Path):
    anna = world.person()

    file = upload(anna, register(anna)).json()

    (kept,) = (data / "files" / str(world.app)).rglob("*-*")
    assert (kept.name, kept.read_bytes()) == (file["id"], PDF)


def test_it_is_on_the_record(world: World):
    anna = world.person()
    company = register(anna)

    file = upload(anna, company).json()

    assert world.history(company)[-1] == "file.uploaded"
    (event,) = world.operator.query(
        "SELECT actor, after FROM event WHERE app_id = $1 AND type = 'file.uploaded'",
        world.app,
    )
    assert event["actor"] == str(anna.id)
    assert json.loads(event["after"]) == file


def test_a_stranger_cannot(world: World, other_world: World):
    company = register(world.person())

    for who in (world.person("charlie"), other_world.machine()):
        reply = who.post(f"/api/v1/{world.app}/organisations/{company}/files")
        assert reply.status_code in {401, 404}
    reply = upload(world.person("mallory"), company)
    assert (reply.status_code, reply.json()["code"]) == (404, "CompanyUnknown")


def test_a_colleague_may_while_the_company_is_pending(world: World):
    company = register(world.person(), status="pending")
    ben = colleague(world, company)

    assert upload(ben, company).status_code == 201


def test_a_colleague_who_is_no_admin_may_not_afterwards(world: World):
    company = register(world.person(), status="active")
    ben = colleague(world, company)

    reply = upload(ben, company)

    assert (reply.status_code, reply.json()["code"]) == (403, "AdminNeeded")


def test_a_credential_needs_the_scope_write(world: World):
    company = register(world.machine())

    assert upload(world.machine(Scope.READ), company).status_code == 403
    assert upload(world.machine(Scope.WRITE), company).status_code == 201


def test_an_archived_company_takes_none(world: World):
    machine = world.machine()
    company = register(machine)
    machine.delete(f"/organisations/{company}")

    reply = upload(machine, company)

    assert (reply.status_code, reply.json()["code"]) == (409, "CompanyArchived")


def test_a_full_company_takes_none(world: World):
    anna = world.person()
    company = register(anna)
    add_many(world, company, 999)
    key = {"idempotency-key": "the last one"}
    last = upload(anna, company, headers=key)

    for headers in ({}, {"idempotency-key": "one more"}):
        reply = upload(anna, company, headers=headers)

        assert (reply.status_code, reply.json()["code"]) == (409, "TooManyFiles")
    assert upload(anna, company, headers=key).content == last.content


def test_of_many_at_once_each_is_counted(world: World):
    anna = world.person()
    company = register(anna)
    statuses: list[int] = []
    threads = [
        Thread(target=lambda: statuses.append(upload(anna, company).status_code))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    read = anna.get(f"/organisations/{company}")
    assert statuses == [201] * 12
    assert len(read.json()["company"]["files"]) == 12
    assert read.headers["etag"] == '"13"'


def test_a_repeat_with_its_key_is_the_same_file(world: World):
    anna = world.person()
    company = register(anna)
    key = {"idempotency-key": "upload-1"}

    first = upload(anna, company, headers=key)
    again = upload(anna, company, headers=key)

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["etag"] == '"1"'
    assert len(anna.get(f"/organisations/{company}/files").json()["files"]) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"files": {"file": ("contract.pdf", PDF + b"\n")}},
        {"files": {"file": ("other.pdf", PDF)}},
        {"data": {"custom_fields": '{"a": 1}'}},
    ],
)
def test_its_key_is_good_for_no_other_file(world: World, other: dict[str, Any]):
    anna = world.person()
    company = register(anna)
    key = {"idempotency-key": "upload-1"}
    upload(anna, company, headers=key)

    reply = upload(anna, company, headers=key, **other)

    assert (reply.status_code, reply.json()["code"]) == (409, "KeyReused")


def test_a_document_shows_the_newest_hundred(world: World):
    anna = world.person()
    company = register(anna)
    add_many(world, company, 100)

    newest = upload(anna, company).json()

    shown = anna.get(f"/organisations/{company}").json()["company"]["files"]
    assert shown[0] == newest
    assert [file["filename"] for file in shown[1:]] == [
        f"{n}.pdf" for n in range(100, 1, -1)
    ]


def add_many(world: World, company: str, count: int) -> None:
    """Let a company have files, without contents."""
    about = (world.app, UUID(company), count)
    world.operator.query(
        """INSERT INTO file (app_id, id, company, filename, content_type, size,
                             checksum, created_at, updated_at)
           SELECT $1, uuidv7(), $2, n || '.pdf', 'application/pdf', 1, '', now(), now()
             FROM generate_series(1, $3) AS n""",
        *about,
    )
    world.operator.query(
        "UPDATE company SET file_count = $3 WHERE app_id = $1 AND id = $2", *about
    )
