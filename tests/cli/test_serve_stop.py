"""How a service ends: told to, or killed; and how the next one begins."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from commands import answer, begin, servers_of, start_at_terminal

from clients import Client
from koncern.db import Server
from patience import PATIENCE_SECONDS_MAX, wait_until
from service import Service, start
from world import add_customer, new_customer

ENDS_SECONDS_MAX = 15
"""Less than the grace of a worker that does not end by itself."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that each test leaves with no service on it."""
    return tmp_path_factory.mktemp("stopping") / "data"


@pytest.fixture(autouse=True)
def _hears_a_hangup() -> Iterator[None]:
    """Tests that run under `nohup` ignore SIGHUP, and what they start would as well."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def credential(folder: Path) -> tuple[str, str]:
    """Make an app with a credential beside the running service."""
    (app,) = answer(folder, "app", "create", f"app-{time.monotonic_ns()}")
    (made,) = answer(folder, "credential", "create", "--app", app["id"])
    return made["client_id"], made["client_secret"]


def register_while_held_up(service: Service, stop: Callable[[], None]) -> int:
    """Begin a request, stop the service meanwhile; return the request's status."""
    auth = credential(service.data)
    replies: list[httpx.Response] = []

    def create() -> None:
        url = f"{service.url}/api/customers"
        replies.append(httpx.post(url, json=new_customer(), auth=auth, timeout=30))

    async def hold_up() -> None:
        holder = await asyncpg.connect(Server(service.data.resolve()).url)
        begun = threading.Thread(target=create)
        async with holder.transaction():
            await holder.execute("LOCK TABLE company IN ACCESS EXCLUSIVE MODE")
            begun.start()
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while not await holder.fetchval(waiting):
                await holder.execute("SELECT pg_sleep(0.02)")
            stop()
            await asyncio.sleep(0.5)
            assert service.process.poll() is None
        await holder.close()
        await asyncio.to_thread(begun.join)

    asyncio.run(asyncio.wait_for(hold_up(), PATIENCE_SECONDS_MAX))
    return replies[0].status_code


def test_sigterm_finishes_what_is_in_flight_and_stops_all(folder: Path):
    service = start_at_terminal(folder)

    status = register_while_held_up(service, service.process.terminate)

    assert status == 201
    assert service.process.wait(ENDS_SECONDS_MAX) == 0
    assert servers_of(folder) == []


def test_ctrl_c_finishes_what_is_in_flight_and_stops_all(folder: Path):
    service = start_at_terminal(folder, "--workers", "2")

    status = register_while_held_up(
        service, lambda: os.killpg(service.process.pid, signal.SIGINT)
    )

    assert status == 201
    assert service.process.wait(ENDS_SECONDS_MAX) == 0
    assert servers_of(folder) == []
    assert "Traceback" not in service.log.read_text()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_idle_service_ends_at_once(folder: Path, sign: signal.Signals):
    service = start_at_terminal(folder)

    os.killpg(service.process.pid, sign)

    assert service.process.wait(ENDS_SECONDS_MAX) == 0
    assert servers_of(folder) == []


def test_a_signal_while_starting_stops_all(folder: Path):
    service = start_at_terminal(folder)
    service.stop()
    again = begin(folder)

    wait_until(lambda: servers_of(folder), "no server was started")
    again.send_signal(signal.SIGTERM)

    assert again.wait(PATIENCE_SECONDS_MAX) == 0
    wait_until(lambda: not servers_of(folder), "the embedded server was left running")


def test_kill_9_leaves_no_worker_and_loses_nothing(folder: Path):
    service = start_at_terminal(folder, "--workers", "2")
    auth = credential(folder)
    client = Client(base_url=f"{service.url}/api", auth=auth)
    kept = [add_customer(client, f"Customer {n}") for n in range(20)]

    service.stop(signal.SIGKILL)

    wait_until(lambda: is_refused(client), "a worker went on serving")
    client.close()
    again = start(folder, port=int(service.url.rpartition(":")[2]))
    try:
        with Client(base_url=f"{again.url}/api", auth=auth) as client:
            found = [client.get(f"/customers/{each}").status_code for each in kept]
    finally:
        code = again.stop()
    assert found == [200] * len(kept)
    assert code == 0
    assert servers_of(folder) == []


def is_refused(client: Client) -> bool:
    try:
        client.get("/customer-organizations")
    except httpx.TransportError:
        return True
    return False
