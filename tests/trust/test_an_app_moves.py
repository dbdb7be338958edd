"""An app moves to another database, while it is written to, and goes on there."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import asyncpg
import pytest
from mover import DifferentSteps, Mover

import template
from clients import Client
from koncern.db import Server, embedded
from patience import wait_until
from service import serving
from world import Operator, World, add_customer, add_file, add_organization, new_company

LOGICAL = """
wal_level = 'logical'
max_worker_processes = 16
max_logical_replication_workers = 10
max_sync_workers_per_subscription = 6
"""


class Place(NamedTuple):
    """A database, and how a service and an operator reach it."""

    name: str
    url: str
    operator: Operator

    @property
    def address(self) -> str:
        """How another database reaches it."""
        host = self.url.partition("host=")[2]
        return f"host={host} user=postgres dbname={self.name}"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster of its own, which can send what is written to another database."""
    folder = tmp_path_factory.mktemp("moves") / "koncern"
    template.furnish(folder)
    with (Server(folder).cluster / "postgresql.auto.conf").open("a") as settings:
        settings.write(LOGICAL)
    return folder


@pytest.fixture
def places(own: Path) -> Iterator[tuple[Place, Place]]:
    """Two databases at the same step: where an app is, and where it goes."""
    with embedded(own) as url, ExitStack() as stack:
        admin = Operator(url, own)
        stack.callback(admin.close)
        found = []
        for role in ("source", "target"):
            name = f"{role}_{uuid4().hex}"
            admin.query(f"CREATE DATABASE {name} TEMPLATE postgres")
            at = url.replace("/postgres?", f"/{name}?")
            found.append(Place(name, at, Operator(at, own)))
            stack.callback(found[-1].operator.close)
        yield found[0], found[1]


def test_it_goes_on_where_it_was(places: tuple[Place, Place], own: Path) -> None:
    source, target = places
    with serving(own, DATABASE_URL=target.url) as there:
        neighbour = World(there.url, target.operator)
        _fill(neighbour)
    # Nothing runs there meanwhile: background jobs would do the work of the app twice.
    with serving(own, DATABASE_URL=source.url) as here:
        world, stays = (World(here.url, source.operator) for _ in range(2))
        _fill(stays)
        customer, credential = _fill(world), world.credential()
        mover = _mover(places, world.app)
        before = mover.checksums(target.operator, neighbour.app)
        with _writing(world) as written:
            mover.begin()
            wait_until(mover.is_copied, lambda: f"not copied: {mover.remaining()}")
            count = len(written)
            wait_until(lambda: len(written) > count + 3, "nothing is written")
        answers = _answers(here.url, world.app, credential, customer)
    # Nothing is written any more.
    position = mover.written()
    wait_until(lambda: mover.has(position), "not caught up")

    moved = mover.checksums(source.operator, world.app)
    assert mover.checksums(target.operator, world.app) == moved
    assert mover.checksums(target.operator, neighbour.app) == before
    assert mover.counts(target.operator, stays.app) == 0
    mover.end()
    with serving(own, DATABASE_URL=target.url) as there:
        assert _answers(there.url, world.app, credential, customer) == answers
        assert [each for each in written if each not in str(answers)] == []
        _goes_on(there.url, world.app, credential, target.operator)
        _search_finds(there.url, world.app, credential, "Labelled")
    for each in (world, stays, neighbour):
        each.close()


def test_a_database_at_another_step_is_no_target(places: tuple[Place, Place]) -> None:
    places[1].operator.query(
        "DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)"
    )

    with pytest.raises(DifferentSteps):
        _mover(places, UUID(int=1)).begin()


@pytest.mark.parametrize(
    ("breach", "refusal"),
    [
        ("CREATE TABLE s (app_id uuid, note text)", "replica identity"),
        ("CREATE TABLE s (app_id uuid, note text PRIMARY KEY)", "replica identity"),
        ("CREATE UNLOGGED TABLE s (app_id uuid PRIMARY KEY, note text)", "unlogged"),
    ],
)
def test_a_table_that_breaks_a_rule_is_noticed(
    places: tuple[Place, Place], breach: str, refusal: str
) -> None:
    source = places[0].operator
    source.query(breach)
    source.query("INSERT INTO s VALUES (uuidv7(), 'a')")

    with pytest.raises(asyncpg.PostgresError, match=refusal):
        _publish_and_change(_mover(places, UUID(int=1)))


def test_numbers_go_on_past_those_of_the_source(places: tuple[Place, Place]) -> None:
    source, target = places
    source.operator.query("SELECT setval('event_seq_seq', 1000)")
    target.operator.query("SELECT setval('search_due_note_seq', 2000)")

    _mover(places, UUID(int=1)).count_on()

    query = "SELECT last_value AS last FROM "
    assert target.operator.query(query + "event_seq_seq") == [{"last": 1000}]
    assert target.operator.query(query + "search_due_note_seq") == [{"last": 2000}]


def _mover(places: tuple[Place, Place], app: UUID) -> Mover:
    source, target = places
    return Mover(source.operator, target.operator, app, source.address)


def _publish_and_change(mover: Mover) -> None:
    mover.publish()
    mover.source.query("UPDATE s SET note = 'b'")


def _fill(world: World) -> str:
    """Give an app companies in a tree, members, a user, labels and a file."""
    machine, customers = world.machine(), world.customers()
    machine.post("/tags", json={"key": "t", "name": "Tag"}).raise_for_status()
    group = {"slug": "g", "name": "Group"}
    machine.post("/customer-groups", json=group).raise_for_status()
    labelled = new_company("Labelled", tags=["t"], customer_groups=["g"])
    world.person().post("/organisations", json=labelled).raise_for_status()
    owner = add_customer(customers, "Owner", customerAliases=["owner-1"])
    members = [add_customer(customers, f"Member {n}", parentId=owner) for n in range(3)]
    add_organization(customers, owner, *members)
    plan = {"parent_id": members[0], "effective_at": "2099-01-01T00:00:00Z"}
    machine.put(f"/organisations/{members[1]}/parent", json=plan).raise_for_status()
    add_file(machine, owner)
    return owner


@contextmanager
def _writing(world: World) -> Iterator[list[str]]:
    """Add customers for the length of a block, one after the other; list their ids."""
    written: list[str] = []
    customers, ends = world.customers(), threading.Event()
    parent = add_customer(customers, "Parent")

    def write() -> None:
        while not ends.is_set():
            written.append(add_customer(customers, "Live", parentId=parent))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield written
    finally:
        ends.set()
        thread.join()


def _answers(
    url: str, app: UUID, credential: tuple[str, str], customer: str
) -> list[Any]:
    """Return what a service says of an app."""
    organisations = f"/api/v1/{app}/organisations"
    paths = [
        f"/api/customers/{customer}",
        f"{organisations}/{customer}/descendants",
        f"{organisations}/{customer}/files",
        "/api/customer-organizations?limit=100",
    ]
    with Client(base_url=url, auth=credential) as client:
        return [
            *(client.get(path).raise_for_status().json() for path in paths),
            *_pages(client, "/api/customers"),
        ]


def _pages(client: Client, path: str) -> Iterator[Any]:
    """List all pages of a list."""
    reply = client.get(path, params={"limit": 100}).raise_for_status()
    yield reply.json()
    while "next" in reply.links:
        reply = client.get(reply.links["next"]["url"]).raise_for_status()
        yield reply.json()


def _goes_on(
    url: str, app: UUID, credential: tuple[str, str], operator: Operator
) -> None:
    """Write to an app, and see that what happens now comes after what happened."""
    last = (
        "SELECT max(seq) AS seq, max(happened_at) AS time FROM event WHERE app_id = $1"
    )
    (before,) = operator.query(last, app)
    with Client(base_url=f"{url}/api", auth=credential) as client:
        owner, member = (add_customer(client, name) for name in ("New", "Other"))
        add_organization(client, owner, member)
    first = "SELECT min(seq) AS seq, min(happened_at) AS time FROM event WHERE app_id = $1 AND subject = $2"
    (after,) = operator.query(first, app, UUID(owner))
    assert after["seq"] > before["seq"]
    assert after["time"] > before["time"]


def _search_finds(url: str, app: UUID, credential: tuple[str, str], name: str) -> None:
    path = f"{url}/api/v1/{app}/organisations?text={name.lower()}"
    with Client(auth=credential) as client:
        wait_until(lambda: name in client.get(path).text, f"{name} is not found")
