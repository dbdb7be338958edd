"""The database restarted under load."""

import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from clients import Client
from koncern.db import embedded
from koncern.db.cluster import Server
from service import serving
from world import Operator, World, new_company

THREADS = 8


class Load:
    """Threads that register and list companies, and note what they are answered."""

    def __init__(self, clients: list[Client]) -> None:
        self.statuses: Counter[int] = Counter()
        self.faulty: list[str] = []
        self.acknowledged: set[str] = set()
        self._goes_on = True
        self._threads = [
            threading.Thread(target=self._call, args=(client,)) for client in clients
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._goes_on = False
        for thread in self._threads:
            thread.join(30)

    def _call(self, client: Client) -> None:
        while self._goes_on:
            for reply in (
                client.post("/organisations", json=new_company()),
                client.get("/organisations?limit=1"),
            ):
                self.statuses[reply.status_code] += 1
                waits = reply.status_code == 503 and "retry-after" in reply.headers
                if not (reply.status_code == 200 or waits):
                    self.faulty.append(reply.text)
                elif "company" in reply.json():
                    self.acknowledged.add(reply.json()["company"]["id"])


def wait_until_it_answers(client: Client) -> float:
    """Return how many seconds it takes until calls succeed again."""
    start = time.monotonic()
    while client.get("/organisations?limit=1").status_code != 200:
        assert time.monotonic() - start < 10
        time.sleep(0.02)
    return time.monotonic() - start


def restart(data: Path, how: str) -> None:
    server = Server(data.resolve())
    # The service may have started it again first: then this start is not needed.
    arguments = ("restart", "-w", "-m", how, "-l", str(server.log))
    server._call("pg_ctl", *arguments, check=False)


def kept(operator: Operator, world: World) -> set[str]:
    rows = operator.query("SELECT id FROM company WHERE app_id = $1", world.app)
    return {str(row["id"]) for row in rows}


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_it_answers_503_and_then_recovers_by_itself(tmp_path: Path, how: str):
    data = tmp_path / "koncern"
    with serving(data) as service, embedded(data) as url:
        operator = Operator(url)
        world = World(service.url, operator)
        watcher = world.machine()
        clients = [world.machine() for _ in range(THREADS)]
        operator.close()
        load = Load(clients)
        time.sleep(0.7)
        before = len(load.acknowledged)

        restart(data, how)

        seconds = wait_until_it_answers(watcher)
        time.sleep(0.5)
        load.stop()
        world.close()
        fresh = Operator(url)
        there = kept(fresh, world)
        fresh.close()
        assert service.stop() == 0

    assert load.faulty == []
    assert load.statuses[503] > 0
    assert 0 < before < len(load.acknowledged)
    assert load.acknowledged <= there
    assert seconds < 5
