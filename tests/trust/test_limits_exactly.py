"""Every limit is exact: N is taken, and N + 1 refused.

Bounds of single fields are in tests/pages/test_bounds.py. Many limits are tried in other
files, and a few by no test: `limits_elsewhere.py` lists both. A new limit must be listed here
or there.
"""

import asyncio
import struct
import zipfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from httpx import Response as Reply
from limits_elsewhere import ELSEWHERE, UNTRIED

from koncern import limits
from koncern.api.http import body_reader
from koncern.api.http.fairness import Fairness
from koncern.api.http.forms import _Reader
from koncern.api.http.json_text import check_json_size
from koncern.api.http.unread_responses import Unread
from koncern.base import Failure, Settings
from koncern.companies.rules import custom_fields_faults
from koncern.profile.file_store import FileStore
from koncern.profile.file_types.archives import ArchiveBroken, read_archive
from koncern.profile.files.rules import check_custom_fields, file_name
from world import World, add_customer, new_company

TESTS = Path(__file__).parents[1]


def nested(levels: int) -> dict[str, Any]:
    return {"a": nested(levels - 1)} if levels > 1 else {"a": 1}


def text_of(size: int, around: int) -> str:
    return "x" * (size - around)


def archive(entries: int) -> BytesIO:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for number in range(entries):
            made.writestr(f"{number}", b"")
    return content


def archive_with_list(size: int) -> BytesIO:
    """Return an archive whose list of entries has so many bytes."""
    content = BytesIO()
    listed = 46
    with zipfile.ZipFile(content, "w") as made:
        names = [size // 40 - listed] * 39
        names.append(size - 40 * listed - sum(names))
        for number, length in enumerate(names):
            made.writestr(f"{number:02}".ljust(length, "x"), b"")
    assert struct.unpack("<I", content.getvalue()[-10:-6])[0] == size
    return content


def form(parts: int = 1, header: int = 30) -> bytes:
    """Return a form of so many parts, with a header of so many bytes in each."""
    name = b"content-disposition"
    value = b'form-data; name="%d"'
    padded = [(value % n).ljust(header - len(name) - 1, b" ") for n in range(parts)]
    return b"".join(
        b"--b\r\n" + name + b":" + each + b"\r\n\r\n\r\n" for each in padded
    )


def begin_uploads(count: int) -> None:
    with TemporaryDirectory() as folder, ExitStack() as begun:
        room = FileStore(Settings(data=Path(folder), free_bytes_min=0)).space
        for _ in range(count):
            begun.enter_context(room.upload("a", 1))


def ask_at_once(count: int) -> None:
    fairness = Fairness(limits.CLIENT_REQUESTS)
    for _ in range(count):
        fairness.enter("192.0.2.1")


def hold(count: int, clients: int) -> None:
    """Let so many clients hold so many bytes together."""
    fairness = Fairness(limits.CLIENT_REQUESTS)
    for number in range(clients):
        share = count // clients + (count % clients if number == 0 else 0)
        fairness.enter(f"192.0.2.{number}").hold(share)


def let_be_unread(count: int) -> None:
    unread = Unread()
    unread.is_watched = True
    unread.size = count - 1
    assert unread.peer_for(1, {"client": ("192.0.2.1", 1), "server": ("::", 1)})


def send_in_chunks(count: int) -> None:
    """Send chunks of nothing, and the end of the body as a server tells it."""
    left = [True] * count + [False]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": left.pop(0)}

    asyncio.run(body_reader.read_body({b"transfer-encoding": b"chunked"}, receive, 9))


def send_bytes(told: int, most: int) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * told}

    asyncio.run(body_reader.read_body({b"content-length": b"%d" % told}, receive, most))
    asyncio.run(body_reader.read_body({}, receive, most))


def no_faults(found: Iterable[Any]) -> None:
    assert not [*found]


PURE: dict[str, Callable[[int], Any]] = {
    "ARCHIVE_ENTRIES": lambda n: read_archive(archive(n)),
    "ARCHIVE_LIST_BYTES": lambda n: read_archive(archive_with_list(n)),
    "BODY_BYTES": lambda n: send_bytes(n, limits.BODY_BYTES),
    "BODY_CHUNKS": send_in_chunks,
    "CLIENT_BYTES": lambda n: hold(n, 1),
    "CLIENT_REQUESTS": ask_at_once,
    "CUSTOM_FIELDS_BYTES": lambda n: no_faults(
        custom_fields_faults("", {"a": text_of(n, 8)})
    ),
    "FILE_FIELDS_BYTES": lambda n: check_custom_fields({"a": text_of(n, 8)}),
    "FILE_FIELDS_DEPTH": lambda n: check_custom_fields(nested(n)),
    "FILE_NAME_CHARACTERS": lambda n: file_name("x" * n, ""),
    "FORM_HEADER_BYTES": lambda n: _Reader(b"b").read(form(header=n)),
    "FORM_PARTS": lambda n: _Reader(b"b").read(form(n)),
    "HELD_BYTES": lambda n: hold(n, 3),
    "JSON_LEVELS": lambda n: check_json_size(b"[" * n + b"]" * n),
    "JSON_NUMBER_CHARACTERS": lambda n: check_json_size(b"[" + b"1" * n + b"]"),
    "JSON_VALUES": lambda n: check_json_size(b"[" + b"1," * (n - 2) + b"1]"),
    "UNREAD_WORKER_BYTES": let_be_unread,
    "UPLOADS_AT_ONCE": begin_uploads,
}
"""Limits that are held without a database: each with what takes a size or refuses it."""


def some_aliases(count: int) -> list[str]:
    return [f"alias-{number}-of-{count}" for number in range(count)]


def contact(number: int, preference: str = "NONE") -> dict[str, str]:
    email = f"c{number}@example.com"
    return {"name": f"C{number}", "email": email, "billingPreference": preference}


def add_address(world: World, count: int) -> Reply:
    """Have a company with all addresses but one; add the last."""
    (street,) = new_company()["billing_address"]
    body = new_company(shipping_address=[street] * (count - 1))
    made = world.machine().post("/organisations", json=body).json()["company"]["id"]
    path = f"/organisations/{made}/addresses"
    return world.machine().post(path, json=street | {"kind": "shipping"})


def add_contact(world: World, count: int) -> Reply:
    contacts = [contact(0, "PRIMARY"), *map(contact, range(1, count - 1))]
    made = add_customer(world.customers(), contacts=contacts)
    return world.customers().post(f"/customers/{made}/contacts", json=contact(count))


def add_alias(world: World, count: int) -> Reply:
    made = add_customer(world.customers(), customerAliases=some_aliases(count - 1))
    body = {"customerId": made, "value": f"the last of {count}"}
    return world.customers().post("/customer-aliases", json=body)


def own_organization(world: World, count: int) -> Reply:
    """Own all organizations but one, made straight in the database; make the last."""
    owner = add_customer(world.customers())
    world.operator.query(
        """
        INSERT INTO customer_organization
               (app_id, owner, name, label, created_at, updated_at)
        SELECT $1, $2::text::uuid, 'Customer', 'n' || n, now(), now()
          FROM generate_series(1, $3::integer) AS n
        """,
        world.app,
        owner,
        count - 1,
    )
    body = {"ownerId": owner, "memberIds": []}
    return world.customers().post("/customer-organizations", json=body)


def keep_payers(world: World, count: int) -> Reply:
    """Have a payer on each of so many days; list them, and refuse a list that is cut."""
    made = add_customer(world.customers())
    world.operator.query(
        """
        INSERT INTO payer_arrangement (app_id, company, kind, payment, valid, recorded_at)
        SELECT $1, $2::text::uuid, 'self', 'self',
               tstzrange(day, day + interval '1 day'), day
          FROM (SELECT now() - n * interval '1 day' AS day
                  FROM generate_series(1, $3::integer) AS n) AS days
        """,
        world.app,
        made,
        count,
    )
    reply = world.machine().get(f"/organisations/{made}/payer/history")
    reply.status_code = 200 if reply.text.count('"since"') == count else 409
    return reply


COUNTS: dict[str, Callable[[World, int], Reply]] = {
    "ADDRESSES_PER_KIND": add_address,
    "ALIASES_PER_COMPANY": add_alias,
    "CONTACTS_PER_COMPANY": add_contact,
    "CUSTOMER_ORGANIZATIONS_PER_COMPANY": own_organization,
    "HISTORY_ENTRIES": keep_payers,
}
"""Limits of what a company may have: each with a call that adds the n-th of them."""


def is_taken(take: Callable[[int], Any], size: int) -> bool:
    try:
        take(size)
    except (AssertionError, ArchiveBroken, Failure):
        return False
    return True


@pytest.mark.parametrize(("name", "take"), PURE.items(), ids=PURE)
def test_a_size_at_the_limit_is_taken_and_one_more_is_refused(
    name: str, take: Callable[[int], Any]
):
    most = getattr(limits, name)

    assert is_taken(take, most)
    assert not is_taken(take, most + 1)


@pytest.mark.parametrize(("name", "add"), COUNTS.items(), ids=COUNTS)
def test_the_last_one_is_taken_and_one_more_is_refused(
    world: World, name: str, add: Callable[[World, int], Reply]
):
    most = getattr(limits, name)

    last, one_more = add(world, most), add(world, most + 1)

    assert last.is_success, last.text[:300]
    assert one_more.status_code in {400, 409}, one_more.text[:300]


def test_every_limit_is_tried_somewhere_or_there_is_a_reason():
    units = {"GIB", "KIB", "MIB", "TABLE"}
    names = {name for name in limits.__all__ if name.isupper()} - units
    listed = [*PURE, *COUNTS, *ELSEWHERE, *UNTRIED]

    assert sorted(listed) == sorted(names)
    assert [
        place
        for name, place in ELSEWHERE.items()
        if not is_in_its_file(*place.partition("::"), name)
    ] == []


def is_in_its_file(file: str, _: str, test: str, name: str) -> bool:
    """Tell whether a file has a test, or names a limit if no test is given."""
    text = (TESTS / file).read_text(encoding="utf-8")
    return f"def {test}(" in text if test else name in text
