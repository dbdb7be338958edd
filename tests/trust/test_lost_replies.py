"""Commits whose replies are lost: what the service says, and what the database holds."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from writes import Write, Writer, every_write

from lossy import Loss, Lossy, lossy
from service import serving
from world import Operator, World

AT_ONCE = 12
REPEATS_MAX = 5
MADE_TWICE_WITHOUT_HARM = ("log in", "sign up")
"""Another session, another mail: what a client gets that does not know is as good."""


@pytest.fixture(scope="module")
def network(operator: Operator) -> Iterator[Lossy]:
    """A network that loses what it is told to lose."""

    def kill(pid: int) -> None:
        operator.query("SELECT pg_terminate_backend($1)", pid)

    with lossy(operator.database.url, kill) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def far(network: Lossy, data: Path) -> Iterator[str]:
    """A service that reaches its database over that network."""
    settings = {"DATABASE_URL": network.url, "KONCERN_STATEMENT_SECONDS_MAX": "1"}
    with serving(data, **settings) as service:
        yield service.url


@pytest.fixture
def writer(world: World, far: str) -> Iterator[Writer]:
    fresh = Writer(world, far)
    yield fresh
    fresh.close()


@pytest.mark.parametrize("loss", list(Loss))
def test_no_reply_is_a_lie_and_obeying_it_makes_no_second(
    writer: Writer, network: Lossy, loss: Loss
):
    writes = every_write(writer)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = threads.map(lambda each: [*lies(each, network, loss)], writes)
        told = [lie for some in found for lie in some]

    assert told == []


def lies(write: Write, network: Lossy, loss: Loss) -> Iterator[str]:
    """Send a write, lose its commit, and do what the reply says."""
    network.losses[write.mark] = loss
    reply = write()
    if write.mark not in network.done and reply.is_success:
        yield f"{write.name}: nothing was lost"
    # What ended another write's process may have come too late, and have ended this one's.
    network.losses.pop(write.mark, None)
    made = write.count()
    about = f"{write.name}: {told_in(reply)}, made {made} times"
    if reply.is_success and made != 1:
        yield f"{about}: it was not made"
    elif reply.status_code != 503 and not reply.is_success:
        yield f"{about}: no word of trouble"
    elif "nothing was changed" in reply.text and made:
        yield f"{about}: it was made"
    elif write.has_key and "OutcomeUnknown" in reply.text:
        yield f"{about}: the key tells"
    if not reply.is_success:
        yield from lies_when_repeated(write, about, reply, made)


def lies_when_repeated(
    write: Write, about: str, reply: httpx.Response, made: int
) -> Iterator[str]:
    """Do as a client does that is told to: repeat, or read the record first."""
    is_unknown = reply.json()["code"] == "OutcomeUnknown"
    if is_unknown and made and not write.has_key and not write.repeated:
        return  # it has read the record
    again = write()
    for _ in range(REPEATS_MAX):
        if again.status_code != 503 or again.json()["code"] == "OutcomeUnknown":
            break
        # Nothing was changed, and the server says when to try again.
        time.sleep(float(again.headers["retry-after"]))
        again = write()
    is_refused = made and again.status_code in write.repeated
    if not again.is_success and not is_refused:
        yield f"{about}; then {told_in(again)}"
    if write.count() != 1 and write.name not in MADE_TWICE_WITHOUT_HARM:
        yield f"{about}; then {told_in(again)}, made {write.count()} times"


def told_in(reply: httpx.Response) -> str:
    code = "" if reply.is_success or not reply.content else reply.json().get("code")
    return f"{reply.status_code} {code}"
