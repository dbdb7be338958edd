"""What one user, company or app may store, and what an upload that fails leaves behind."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from koncern.base import Settings
from koncern.db import EVERY_APP
from koncern.profile.file_store import FileStore
from koncern.profile.files import begin, purge
from koncern.profile.files.quotas import Quotas
from service import Service, serving
from world import PDF, Operator, World, new_company

KIB = 1024
FILE = PDF + bytes(100 * KIB - len(PDF))
SETTINGS = {
    "KONCERN_FILE_BYTES_PER_USER": str(300 * KIB),
    "KONCERN_FILE_BYTES_PER_COMPANY": str(500 * KIB),
    "KONCERN_FILE_BYTES_PER_APP": str(800 * KIB),
}


@pytest.fixture(scope="module")
def small(data: Path) -> Iterator[Service]:
    """A service on the same database in which little may be stored."""
    with serving(data, **SETTINGS) as service:
        yield service


@pytest.fixture
def tight(small: Service, operator: Operator) -> Iterator[World]:
    fresh = World(small.url, operator)
    yield fresh
    fresh.close()


def register(who: Any) -> str:
    reply = who.post("/organisations", json=new_company())
    return str(reply.json()["company"]["id"])


def upload(
    who: Any, company: str, content: bytes = FILE, **headers: str
) -> httpx.Response:
    path = f"/organisations/{company}/files"
    reply: httpx.Response = who.post(
        path, files={"file": ("a.pdf", content)}, headers=headers
    )
    return reply


def stored(service: Service, world: World) -> list[Path]:
    return [*(service.data / "files" / str(world.app)).rglob("*-*")]


def counted(world: World, holder: Any) -> int:
    rows = world.operator.query(
        "SELECT bytes FROM file_bytes WHERE app_id = $1 AND holder = $2",
        world.app,
        UUID(str(holder)),
    )
    return rows[0]["bytes"] if rows else 0


def loose(world: World) -> int:
    query = "SELECT count(*) AS n FROM loose_content WHERE app_id = $1"
    return int(world.operator.query(query, world.app)[0]["n"])


def test_a_repeat_with_its_key_stores_nothing_again(tight: World, small: Service):
    anna = tight.person()
    company = register(anna)

    replies = [upload(anna, company, **{"idempotency-key": "k"}) for _ in range(10)]

    assert {(each.status_code, each.content) for each in replies} == {
        (201, replies[0].content)
    }
    assert len(stored(small, tight)) == 1
    assert (counted(tight, anna.id), loose(tight)) == (len(FILE), 0)


def test_many_repeats_at_once_store_it_once(tight: World, small: Service):
    anna = tight.person()
    company = register(anna)

    statuses = at_once(
        3, lambda: upload(anna, company, **{"idempotency-key": "k"}).status_code
    )

    assert set(statuses) == {201}
    assert len(stored(small, tight)) == 1
    assert (counted(tight, company), loose(tight)) == (len(FILE), 0)


def test_a_key_that_was_used_for_another_file_stores_nothing(
    tight: World, small: Service
):
    anna = tight.person()
    company = register(anna)
    upload(anna, company, **{"idempotency-key": "k"})

    reply = upload(anna, company, FILE + b"\n", **{"idempotency-key": "k"})

    assert reply.json()["code"] == "KeyReused"
    assert (len(stored(small, tight)), loose(tight)) == (1, 0)


def test_what_is_refused_after_it_was_stored_goes_at_once(tight: World, small: Service):
    machine = tight.machine()
    company = register(machine)
    refuse = "ALTER TABLE file ADD CONSTRAINT none CHECK (company <> '%s') NOT VALID"
    tight.operator.query(refuse % company)

    reply = upload(machine, company)

    tight.operator.query("ALTER TABLE file DROP CONSTRAINT none")
    assert reply.status_code == 500
    assert (stored(small, tight), loose(tight)) == ([], 0)
    assert counted(tight, company) == counted(tight, tight.app) == 0


def test_a_user_has_a_quota_over_all_companies(tight: World):
    anna = tight.person()
    for _ in range(3):
        assert upload(anna, register(anna)).status_code == 201

    refused(upload(anna, register(anna)), "user", 300 * KIB, 300 * KIB)
    assert upload(anna, register(anna), PDF).status_code == 507
    assert upload(tight.person("ben"), register(anna), PDF).status_code == 404


def test_a_company_has_a_quota_for_all_who_upload(tight: World):
    machine = tight.machine()
    company = register(machine)
    for _ in range(5):
        assert upload(machine, company).status_code == 201

    refused(upload(machine, company), "company", 500 * KIB, 500 * KIB)


def test_an_app_has_a_quota_and_another_app_its_own(tight: World, small: Service):
    machine = tight.machine()
    for _ in range(2):
        company = register(machine)
        for _ in range(4):
            assert upload(machine, company).status_code == 201

    refused(upload(machine, register(machine)), "app", 800 * KIB, 800 * KIB)
    other = World(small.url, tight.operator)
    assert upload(other.machine(), register(other.machine())).status_code == 201
    other.close()


def refused(reply: httpx.Response, quota: str, used: int, most: int) -> None:
    problem = reply.json()
    assert (reply.status_code, problem["code"]) == (507, "FileQuotaExceeded")
    about = problem["about"]
    assert (about["quota"], about["used"], about["most"]) == (quota, used, most)
    assert f"use {used} of {most} bytes" in problem["detail"]


def test_a_deleted_file_counts_no_more(tight: World, small: Service):
    anna = tight.person()
    company = register(anna)
    files = [upload(anna, company).json()["id"] for _ in range(3)]
    assert upload(anna, company).status_code == 507

    anna.delete(f"/organisations/{company}/files/{files[0]}").raise_for_status()

    assert upload(anna, company).status_code == 201
    assert len(stored(small, tight)) == 3
    assert counted(tight, anna.id) == counted(tight, tight.app) == 3 * len(FILE)


def test_a_repeat_of_the_file_that_filled_it_gets_its_answer(tight: World):
    anna = tight.person()
    company = register(anna)
    first = [upload(anna, company, **{"idempotency-key": f"{n}"}) for n in range(3)][2]

    again = upload(anna, company, **{"idempotency-key": "2"})

    assert (again.status_code, again.content) == (201, first.content)
    assert upload(anna, company, **{"idempotency-key": "3"}).status_code == 507


def test_many_at_once_do_not_pass_it(tight: World, small: Service):
    anna = tight.person()
    company = register(anna)

    statuses = at_once(10, lambda: upload(anna, company).status_code)

    assert sorted(statuses) == [201] * 3 + [507] * 7
    assert len(stored(small, tight)) == 3
    assert (counted(tight, anna.id), loose(tight)) == (3 * len(FILE), 0)


def test_what_a_crash_left_counts_until_it_is_removed(tight: World, small: Service):
    anna = tight.person()
    company = UUID(register(anna))
    most = Quotas(user=0, company=0, app=0)
    tight.act(lambda tx, by: begin(tx, by, company, size=450 * KIB, quotas=most))
    refused(upload(anna, str(company)), "company", 450 * KIB, 500 * KIB)

    query = "UPDATE loose_content SET due_at = now() WHERE app_id = $1"
    tight.operator.query(query, tight.app)
    store = FileStore(Settings(data=small.data))
    while tight.operator.act(EVERY_APP, lambda tx, _: purge(tx, store=store)):
        pass

    assert counted(tight, company) == counted(tight, tight.app) == 0
    assert upload(anna, str(company)).status_code == 201


def test_each_counter_is_the_sum_of_what_is_stored(tight: World):
    anna, ben = tight.person(), tight.person("ben")
    for who in (anna, ben):
        company = register(who)
        first, second = (upload(who, company, PDF + bytes(n)) for n in (1, 2))
        who.delete(f"/organisations/{company}/files/{first.json()['id']}")
        assert counted(tight, company) == counted(tight, who.id) == len(PDF) + 2
        assert second.status_code == 201

    assert counted(tight, tight.app) == 2 * (len(PDF) + 2)


def at_once(count: int, act: Any) -> list[int]:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(act())) for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
