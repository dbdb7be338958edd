"""Files that lie in a bucket: the real protocol, at a server of the test's own."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from test_disconnect import connected, hang_up
from test_uploads import PART, arriving, head, wait_until_it_arrives

from buckets import Bucket, bucket
from clients import Client
from koncern.base import Settings
from koncern.cli import doctor
from koncern.db import EVERY_APP, embedded
from koncern.profile.file_store import FileStore
from koncern.profile.files import Quotas, begin, purge
from patience import wait_until
from service import Service, serving
from world import PDF, Operator, World, add_file, new_company

DIGITS = bytes(range(48, 58)) * 1_200_000
"""More than one part of an upload in parts."""


@dataclass
class Place:
    """A service that keeps its files in a bucket."""

    bucket: Bucket
    url: str
    service: Service
    operator: Operator

    def store(self) -> FileStore:
        """Return the file store as the service has it."""
        return FileStore(Settings(data=self.operator.data, files_url=self.url))

    def clean(self) -> None:
        """Do what housekeeping does with contents that belong to no file."""
        store = self.store()
        while self.operator.act(EVERY_APP, lambda tx, _: purge(tx, store=store)):
            pass


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("bucket")
    with (
        pytest.MonkeyPatch.context() as environment,
        bucket("contents", data / "bucket.log") as made,
    ):
        for name, value in made.variables.items():
            environment.setenv(name, value)
        url = f"s3://{made.name}/koncern"
        with (
            serving(data, KONCERN_FILES_URL=url) as service,
            embedded(data) as database_url,
        ):
            operator = Operator(database_url, data)
            yield Place(made, url, service, operator)
            operator.close()


@pytest.fixture
def world(place: Place) -> Iterator[World]:
    fresh = World(place.service.url, place.operator)
    yield fresh
    place.clean()
    fresh.close()


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


@pytest.fixture
def company(machine: Client) -> str:
    reply = machine.post("/organisations", json=new_company())
    return str(reply.json()["company"]["id"])


def test_a_file_lies_there_under_ids_alone(
    world: World, machine: Client, company: str, place: Place
):
    file = add_file(machine, company)

    kept = place.bucket.contents()
    assert kept == {f"koncern/{world.app}/{file[-2:]}/{file}": PDF}
    (listed,) = machine.get(f"/organisations/{company}/files").json()["files"]
    assert (listed["id"], listed["size"]) == (file, len(PDF))
    machine.delete(f"/organisations/{company}/files/{file}").raise_for_status()


def test_a_large_one_arrives_in_parts_and_is_read_in_spans(
    machine: Client, company: str, place: Place
):
    file = add_file(machine, company, "digits.txt", DIGITS)

    path = f"/organisations/{company}/files/{file}"
    assert [*place.bucket.contents().values()] == [DIGITS]
    assert machine.get(f"{path}/content").content == DIGITS
    span = machine.get(f"{path}/content", headers={"range": "bytes=9999998-10000003"})
    assert (span.status_code, span.content) == (206, b"890123")
    machine.delete(path).raise_for_status()


def test_a_deleted_one_goes_at_once(machine: Client, company: str, place: Place):
    file = add_file(machine, company)
    path = f"/organisations/{company}/files/{file}"

    machine.delete(path).raise_for_status()

    assert machine.get(f"{path}/content").status_code == 404
    assert place.bucket.contents() == {}


def test_an_upload_that_breaks_off_reaches_no_bucket(
    world: World, machine: Client, company: str, place: Place
):
    connection = connected(world)
    whole = PART + PDF + bytes(1_000_000)
    connection.sendall(head(world, company, "content-length: 9000000") + whole)
    wait_until_it_arrives(place.service, connection)

    hang_up(connection)

    wait_until(lambda: not arriving(place.service), "what broke off is held open")
    assert machine.get(f"/organisations/{company}/files").json()["files"] == []
    assert place.bucket.contents() == {}


def test_what_was_stored_and_never_kept_goes_when_it_is_due(
    world: World, company: str, place: Place
):
    most = Quotas.of(place.operator.settings)
    file = world.act(
        lambda tx, actor: begin(tx, actor, UUID(company), size=len(PDF), quotas=most)
    )
    asyncio.run(place.store().put(world.app, file, io.BytesIO(PDF)))

    place.clean()
    assert [*place.bucket.contents().values()] == [PDF]
    world.operator.query(
        "UPDATE loose_content SET due_at = due_at - interval '1 day' WHERE app_id = $1",
        world.app,
    )
    place.clean()

    assert place.bucket.contents() == {}


def test_the_doctor_finds_it_well_and_leaves_it_as_it_was(place: Place):
    assert findings(place, place.url, place.bucket) == [
        ("fine", f"Files can be written to, and read from, {place.url}.")
    ]
    assert place.bucket.contents() == {}


def test_the_doctor_tells_of_a_bucket_that_is_not_there(place: Place):
    ((state, told),) = findings(place, "s3://elsewhere/koncern", place.bucket)

    assert state == "wrong"
    assert told == (
        "Files cannot be kept in s3://elsewhere/koncern: NoSuchBucket: The specified "
        "bucket does not exist. Check KONCERN_FILES_URL, its credentials, and that "
        "Koncern may write there."
    )


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"key": "AKIANOBODY"}, "InvalidAccessKeyId"),
        ({"secret": "guessed"}, "SignatureDoesNotMatch"),
    ],
)
def test_the_doctor_tells_of_wrong_credentials(
    place: Place, wrong: dict[str, str], code: str
):
    ((state, told),) = findings(place, place.url, replace(place.bucket, **wrong))

    assert state == "wrong"
    assert f"Files cannot be kept in {place.url}: {code}: The " in told
    assert "guessed" not in told


def findings(place: Place, url: str, of: Bucket) -> list[tuple[str, str]]:
    """Return what the doctor finds about the file store, with some credentials."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in of.variables.items():
            environment.setenv(name, value)
        settings = Settings(data=place.operator.data, files_url=url)
        return [(each.state, each.finding) for each in doctor.check_files(settings)]
