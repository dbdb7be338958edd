"""A background job that is slow writes nothing that is not true any more.

Each test stops a job between finding its work and finishing it. Meanwhile the work is taken
over, changed or withdrawn; what the job then has to say is refused.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import UUID

import begun
import httpx
import pytest
from plans import AT, Planned, plan_member, plan_move, reschedule, withdraw

from koncern import mail
from koncern.base import Actor, Failure
from koncern.companies import CompanyArchived
from koncern.db import Database
from koncern.mail import MailState
from koncern.profile import files
from koncern.profile.files import NewFile
from koncern.search import terms
from koncern.trees import scheduled_moves
from koncern.worker.jobs import Jobs, Refused
from rivals import rival
from undone import undone
from world import World, add_customer

LEASE = timedelta(minutes=2)
Verb = Callable[[Any, Actor], Awaitable[Any]]


async def carry_out(package: ModuleType, tx: Any, by: Actor, found: UUID) -> None:
    await package.carry_out(tx, by, found)


async def give_up(package: ModuleType, tx: Any, by: Actor, found: UUID) -> None:
    await package.give_up(tx, by, found, failure=CompanyArchived())


@pytest.mark.parametrize("plan", [plan_move, plan_member])
@pytest.mark.parametrize("finish", [carry_out, give_up])
@pytest.mark.parametrize("meanwhile", [reschedule, withdraw])
def test_a_plan_that_is_changed_meanwhile_is_not_decided(
    world: World,
    plan: Callable[[World], Planned],
    finish: Callable[..., Awaitable[None]],
    meanwhile: Callable[[Planned], httpx.Response],
):
    planned = plan(world)
    package = planned.package

    async def job(tx: Any, _: Actor) -> None:
        tx.now = AT
        assert await package.claim(tx)
        found = await package.next_due(tx, passed_over=())
        assert found is not None
        changed = await asyncio.to_thread(meanwhile, planned)
        assert changed.is_success, changed.text
        await finish(package, tx, scheduled_moves.clock(world.app), found)

    with pytest.raises(Failure):
        world.act(job)

    seen = planned.look()
    assert seen["state"] == ("pending" if meanwhile is reschedule else "withdrawn")
    assert not seen["is_carried_out"]


@pytest.mark.parametrize("plan", [plan_move, plan_member])
def test_a_plan_that_is_left_alone_is_carried_out(
    world: World, plan: Callable[[World], Planned]
):
    planned = plan(world)

    async def job(tx: Any, _: Actor) -> None:
        tx.now = AT
        found = await planned.package.next_due(tx, passed_over=())
        await planned.package.carry_out(tx, scheduled_moves.clock(world.app), found)

    world.act(job)

    assert planned.look()["state"] == "done"


@pytest.mark.parametrize("plan", [plan_move, plan_member])
def test_a_plan_that_is_rescheduled_meanwhile_is_carried_out_at_its_new_time(
    world: World, plan: Callable[[World], Planned]
):
    planned = plan(world)
    package = planned.package
    nows = iter([AT])

    async def claim(tx: Any) -> bool:
        tx.now = next(nows, AT + timedelta(days=2))
        return bool(await package.claim(tx))

    async def carry_out(tx: Any, by: Actor, found: UUID) -> None:
        if tx.now == AT:
            changed = await asyncio.to_thread(reschedule, planned)
            assert changed.is_success, changed.text
        await package.carry_out(tx, by, found)

    names = vars(package) | {"claim": claim, "carry_out": carry_out}

    async def work() -> list[bool]:
        settings = world.operator.settings
        jobs = object.__new__(Jobs)  # without the tasks, which would find other work
        jobs._database = Database(settings.database_url, settings)
        try:
            return [
                await jobs._carry_out_of(SimpleNamespace(**names), world.app, Refused())
                for _ in range(3)
            ]
        finally:
            await jobs._database.close()

    assert asyncio.run(work()) == [True, True, False]
    assert planned.look()["state"] == "done"


def long_ago(world: World, verb: Verb) -> None:
    """Carry out a verb long ago, and undo it."""

    async def act(tx: Any, actor: Actor) -> None:
        tx.now = datetime(2020, 1, 1, tzinfo=UTC)
        await verb(tx, actor)

    undone(world, act)


MAIL = "SELECT state, error, due_at, attempts FROM mail WHERE app_id = $1"


@pytest.mark.parametrize("is_final", [False, True])
def test_a_mail_that_somebody_else_has_by_now_is_theirs(
    world: World, *, is_final: bool
):
    async def job(tx: Any, _: Actor) -> None:
        slow = await begun.post_and_take(tx)
        tx.now += LEASE
        (taken,) = await mail.claim(tx, most=4)
        theirs = await tx._connection.fetchrow(MAIL, tx.app)

        await mail.fail(tx, slow, reason="too late", is_final=is_final)

        assert await tx._connection.fetchrow(MAIL, tx.app) == theirs
        await mail.fail(tx, taken, reason="in time", is_final=is_final)
        now = await tx._connection.fetchrow(MAIL, tx.app)
        assert now["error"] == "in time"
        assert now["state"] == ("failed" if is_final else "queued")

    long_ago(world, job)


def test_a_mail_that_is_out_stays_so(world: World):
    async def job(tx: Any, _: Actor) -> None:
        slow = await begun.post_and_take(tx)
        tx.now += LEASE
        (taken,) = await mail.claim(tx, most=4)

        await mail.finish(tx, slow, state=MailState.SENT)

        sent = await tx._connection.fetchrow(MAIL, tx.app)
        assert sent["state"] == "sent"
        for is_final in (False, True):
            await mail.fail(tx, taken, reason="refused", is_final=is_final)
        assert await tx._connection.fetchrow(MAIL, tx.app) == sent
        tx.now += timedelta(days=1)
        assert await mail.claim(tx, most=4) == []

    long_ago(world, job)


class Store:
    """A file store that notes what is removed from it."""

    def __init__(self) -> None:
        self.removed: list[UUID] = []

    async def remove(self, _app: UUID, file: UUID) -> None:
        self.removed.append(file)


NEW = NewFile(filename="a.pdf", content_type="application/pdf", size=1, checksum="x")


@pytest.mark.parametrize("clean_up", [files.purge, files.discard])
def test_a_content_that_belongs_to_a_file_by_now_is_not_removed(
    world: World, clean_up: Any
):
    company, store = UUID(add_customer(world.customers())), Store()

    async def job(tx: Any, actor: Actor) -> None:
        file = await begun.upload(tx, actor, company)
        await files.add(tx, actor, company, file, NEW)
        tx.now += timedelta(days=1)
        about = () if clean_up is files.purge else (file,)
        await clean_up(tx, *about, store=store)
        assert store.removed == []

    long_ago(world, job)


def test_a_content_that_was_removed_becomes_no_file(world: World):
    company, store = UUID(add_customer(world.customers())), Store()

    async def job(tx: Any, actor: Actor) -> None:
        file = await begun.upload(tx, actor, company)
        tx.now += timedelta(days=1)
        assert await files.purge(tx, store=store) == 1
        assert store.removed == [file]
        with pytest.raises(AssertionError, match="took too long"):
            await files.add(tx, actor, company, file, NEW)

    long_ago(world, job)


def test_a_label_that_is_renamed_while_it_is_rendered_shows_its_new_name(world: World):
    machine = world.machine()
    tag = machine.post("/tags", json={"key": "gold", "name": "Old"}).json()["id"]
    body = {"name": "Company", "tags": ["gold"]}
    company = machine.post("/organisations", json=body).json()["company"]["id"]
    rename = partial(machine.patch, "/tags/gold", json={"name": "New"})

    with ThreadPoolExecutor() as pool, rival(world.operator) as job:
        job.do(
            "INSERT INTO label_rendering (app_id, kind, label, created_at) "
            "VALUES ($1, 'tag', $2::text::uuid, '2020-01-01')",
            world.app,
            tag,
        )
        job.do("SELECT company_render_next(9, now())")
        renamed = pool.submit(rename)
        job.wait_until_in_the_way()
        job.do("COMMIT")
        assert renamed.result().is_success

    shown = machine.get(f"/organisations/{company}").json()["company"]["tags"]
    assert [each["name"] for each in shown] == ["New"]


def test_a_company_that_is_renamed_while_it_is_indexed_is_found_by_its_new_name(
    world: World,
):
    machine = world.machine()
    company = add_customer(world.customers(), "Oldname")

    with ThreadPoolExecutor() as pool, rival(world.operator) as job:
        job.do("SELECT search_catch_up($1, 200, true)", world.app)
        renamed = pool.submit(
            machine.patch, f"/organisations/{company}", json={"name": "Newname"}
        )
        assert renamed.result().is_success
        job.do("COMMIT")
    world.act(lambda tx, _: terms.catch_up(tx, waits=True))

    for text, expected in (("Oldname", []), ("Newname", [company])):
        found = machine.get("/organisations", params={"text": text}).json()
        assert [each["id"] for each in found["companies"]] == expected
