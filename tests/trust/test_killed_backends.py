"""`kill -9` of PostgreSQL's processes under load: every refusal is true."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from clients import Client
from koncern.base import Settings
from koncern.db import EVERY_APP, Database, embedded
from processes import descendants, postmaster
from service import Service, serving
from world import Operator, World, new_company

THREADS = 8
KILLS = 4


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Service, str]]:
    """A service with a PostgreSQL of its own, which may be broken."""
    data = tmp_path / "koncern"
    with serving(data) as service, embedded(data) as url:
        yield service, url


def kill_a_backend(data: Path) -> None:
    """Kill a process of PostgreSQL's that serves a connection: the server recovers."""
    for pid in descendants(postmaster(data))[1:]:
        with suppress(OSError):
            if b"[local]" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
                return


class Load:
    """Threads that register companies, and note what they are told of each."""

    def __init__(self, client: Client) -> None:
        self.told: dict[str, str] = {}
        self.is_over = False
        self._client = client
        self.threads = [
            threading.Thread(target=self._register, args=(number % 2 == 0,))
            for number in range(THREADS)
        ]
        for thread in self.threads:
            thread.start()

    def _register(self, has_key: bool) -> None:  # noqa: FBT001 - a thread's argument
        while not self.is_over:
            name = f"{'Keyed' if has_key else 'Plain'} {uuid4().hex}"
            reply = self._send(name)
            self.told[name] = "made" if reply.is_success else reply.json()["code"]
            while has_key and not reply.is_success:
                time.sleep(0.2)
                reply = self._send(name)
                self.told[name] = "made" if reply.is_success else reply.json()["code"]

    def _send(self, name: str) -> httpx.Response:
        key = {"idempotency-key": name} if name.startswith("Keyed") else {}
        return self._client.post("/organisations", json=new_company(name), headers=key)


def test_every_refusal_is_true_and_keys_make_one_of_each(own: tuple[Service, str]):
    service, url = own
    operator = Operator(url)
    world = World(service.url, operator)
    load = Load(world.machine())
    operator.close()
    for _ in range(KILLS):
        time.sleep(0.7)
        kill_a_backend(service.data)
    time.sleep(0.7)
    load.is_over = True
    for thread in load.threads:
        thread.join(60)
    world.close()

    fresh = Operator(url)
    rows = fresh.query("SELECT name FROM company WHERE app_id = $1", world.app)
    fresh.close()
    made = [row["name"] for row in rows]
    wrong = [
        (name, told, made.count(name))
        for name, told in load.told.items()
        if told != "OutcomeUnknown" and made.count(name) != (told == "made")
    ]
    assert wrong == []
    assert len(made) == len({*made})
    assert {told for name, told in load.told.items() if name[0] == "K"} == {"made"}
    assert {*load.told.values()} > {"made"}


def test_a_crash_begins_another_life_of_the_server(own: tuple[Service, str]):
    service, url = own

    async def life() -> object:
        """Return the server's life, as soon as it answers."""
        database = Database(url, Settings(connections=1))
        while not await database.answers():  # noqa: ASYNC110 - nothing tells it
            await asyncio.sleep(0.1)
        async with database.transaction(EVERY_APP) as tx:
            found = tx._connection.life
        await database.close()
        return found

    before, same = asyncio.run(life()), asyncio.run(life())
    kill_a_backend(service.data)
    time.sleep(0.5)
    after = asyncio.run(life())

    assert before == same
    assert after is not None
    assert after != before
