"""Searching for companies by a text."""

import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import msgspec
import pytest
from searching import add, found, in_town

from clients import Client
from koncern.search.lists.cursors import MARK_BYTES
from world import World


@pytest.fixture
def machine(world: World) -> Client:
    """A credential of an app with a handful of companies."""
    client = world.machine()
    for name in (
        "Nordic Payment Processing AB",
        "Mälarenergi Försäljning AB",
        "Bergström & Söner Bygghandel HB",
        "Ромашка Дизайн",
        "株式会社日立製作所",
        "AB Volta",
        "100 % Natur_lig AB",
    ):
        add(client, name)
    return client


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nordik Payment Procesing", "Nordic Payment Processing AB"),
        ("payment nordic", "Nordic Payment Processing AB"),
        ("PAYMENT PROC", "Nordic Payment Processing AB"),
        ("Procesisng", "Nordic Payment Processing AB"),
        ("Nordic Payment Processing Ltd", "Nordic Payment Processing AB"),
        ("Malarenergi", "Mälarenergi Försäljning AB"),
        ("MÄLARENERGI", "Mälarenergi Försäljning AB"),
        ("Ma\u0308larenergi", "Mälarenergi Försäljning AB"),
        ("malarnergi", "Mälarenergi Försäljning AB"),
        ("fosraljning", "Mälarenergi Försäljning AB"),
        ("bergstrom&soner", "Bergström & Söner Bygghandel HB"),
        ("ромашка", "Ромашка Дизайн"),
        ("РОМАШК", "Ромашка Дизайн"),
        ("日立", "株式会社日立製作所"),
        ("日", "株式会社日立製作所"),
        ("日立製作所", "株式会社日立製作所"),
        ("ab v", "AB Volta"),
        ("100 % natur_lig", "100 % Natur_lig AB"),
    ],
)
def test_it_finds_a_name_however_it_is_typed(machine: Client, text: str, name: str):
    assert found(machine, text)[:1] == [name]


@pytest.mark.parametrize(
    "text", ["%", "_", "  ", "&!", "!.!", "-@-.-", "Xylophone", "99999999", "💡"]
)
def test_it_finds_nothing_where_nothing_matches(machine: Client, text: str):
    reply = machine.get("/organisations", params={"text": text, "count": "true"})

    assert reply.status_code == 200
    assert reply.json() == {
        "companies": [],
        "pagination": {},
        "total": 0,
        "total_is_exact": True,
    }


@pytest.mark.parametrize(
    "text",
    ["a", "ab", "x" * 300, "ab " * 99, "'", "\\", "a'|'b", "ab:*", "!ab", "@", "."],
)
def test_it_takes_whatever_is_typed(machine: Client, text: str):
    for sort in ("relevance", "name"):
        reply = machine.get("/organisations", params={"text": text, "sort": sort})
        assert reply.status_code == 200


def test_a_word_counts_once(machine: Client):
    assert found(machine, "Volta volta AB VOLTA") == ["AB Volta"]
    assert found(machine, "a b c d e f ab volta") == []
    assert found(machine, "ab AB ab AB ab AB volta") == ["AB Volta"]


def test_the_best_comes_first(world: World):
    machine = world.machine()
    for name in ("Nordic Skogsbruk Lyon AB", "Nordisk Skog AB", "Nordic Skog AB"):
        add(machine, name)

    assert found(machine, "nordic skog") == [
        "Nordic Skog AB",
        "Nordic Skogsbruk Lyon AB",
        "Nordisk Skog AB",
    ]


def test_a_name_that_begins_so_comes_before_a_town(world: World):
    machine = world.machine()
    add(machine, "Hamn AB", **in_town("Uppsala"))
    add(machine, "Uppsala Hamn AB", **in_town("Kiruna"))

    assert found(machine, "uppsala") == ["Uppsala Hamn AB", "Hamn AB"]
    assert found(machine, "upsala") == ["Uppsala Hamn AB", "Hamn AB"]
    assert found(machine, "hamn kiruna") == ["Uppsala Hamn AB"]


def test_a_cursor_of_another_hand_finds_nothing(machine: Client):
    query = {"text": "volta", "limit": 1}
    add(machine, "Volta Volta")
    page = machine.get("/organisations", params=query).json()["pagination"]
    mark, edge = opened(page["after"])

    for ways in (1, 2, 64, 65, 127, 2**15):
        forged = closed(mark, [*edge[:-1], ways])
        reply = machine.get("/organisations", params=query | {"after": forged})
        assert reply.status_code == 200, reply.text


def opened(cursor: str) -> tuple[bytes, list[Any]]:
    raw = urlsafe_b64decode(f"{cursor}==")
    return raw[:MARK_BYTES], msgspec.msgpack.decode(raw[MARK_BYTES:])


def closed(mark: bytes, edge: list[Any]) -> str:
    return urlsafe_b64encode(mark + msgspec.msgpack.encode(edge)).decode().rstrip("=")


@pytest.mark.parametrize("text", ["21 21 21 21", "2121 2121", "21 21 2121"])
def test_a_number_in_groups_that_are_alike_is_found(machine: Client, text: str):
    there = in_town("Aarhus", "DK")
    add(machine, "Groups A/S", organisation_number="21212121", **there)

    assert found(machine, text) == ["Groups A/S"]


NUMBERS = {
    "organisation_number": "556036-0793",
    "tax_id_vat_number": "SE 5560360793-01",
}


@pytest.mark.parametrize(
    "text",
    [
        "556036-0793",
        "5560360793",
        "556036 0793",
        "556036",
        "SE556036079301",
        "se 5560 3607 9301",
        "556036079301",
        "Numbered 556036-0793",
    ],
)
def test_it_finds_a_number_however_it_is_spelled(machine: Client, text: str):
    add(machine, "Numbered AB", **NUMBERS)

    assert found(machine, text) == ["Numbered AB"]


@pytest.mark.parametrize(
    "text", ["Anna.Berg@acme.example.com", "anna.berg@acme", "acme.example", "invoices"]
)
def test_it_finds_addresses_by_how_they_begin(machine: Client, text: str):
    add(
        machine,
        "Posted AB",
        email="anna.berg@acme.example.com",
        invoice_email="other@mail.example.com",
    )
    expected = [] if text in {"invoices", "anna.berg@acme"} else ["Posted AB"]

    assert found(machine, text) == expected


def test_a_company_is_found_by_what_it_is_called_now(machine: Client):
    company = add(machine, "Oldname AB")
    machine.patch(f"/organisations/{company['id']}", json={"name": "Fresher AB"})

    assert found(machine, "fresher") == ["Fresher AB"]
    assert found(machine, "oldname") == []


def test_what_was_just_written_is_found(world: World):
    """Several write and search at once: nobody misses what they wrote themselves."""
    missed: list[str] = []

    def write_and_search(client: Client, who: str) -> None:
        for number in "abcdef":
            name = f"Quartz{who}{number} AB"
            add(client, name)
            if found(client, f"quartz{who}{number}")[:1] != [name]:
                missed.append(name)

    threads = [
        threading.Thread(target=write_and_search, args=(world.machine(), who))
        for who in ("mm", "nn", "oo")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert missed == []


def test_another_apps_companies_are_not_found(world: World, other_world: World):
    add(other_world.machine(), "Elsewhere Payments AB", **NUMBERS)
    machine = world.machine()

    for text in ("Elsewhere Payments", "elsewere", "5560360793", "example.com"):
        assert found(machine, text) == []


def test_a_text_goes_with_filters_and_sorting(machine: Client):
    for name, status in (("Zeta Kemi", "active"), ("Alfa Kemi", "pending")):
        add(machine, name, status=status)
    add(machine, "Beta Kemi", status="active")

    assert found(machine, "kemi", status="active", sort="name") == [
        "Beta Kemi",
        "Zeta Kemi",
    ]
    assert found(machine, "kem", status="pending") == ["Alfa Kemi"]
    assert found(machine, "kemj", sort="name", order="desc")[0] == "Zeta Kemi"


def test_pages_of_the_best_lead_forward_and_back(world: World):
    machine = world.machine()
    names = [f"Pagewise {letter * 3} AB" for letter in "abcde"]
    for name in names:
        add(machine, name)
    query = {"text": "pagewise", "limit": 2}

    first = machine.get("/organisations", params=query)
    second = machine.get(world.url + first.links["next"]["url"])
    add(machine, "Pagewise Latecomer AB")
    third = machine.get(world.url + second.links["next"]["url"])
    back = machine.get(world.url + second.links["prev"]["url"])

    shown = [
        [company["name"] for company in reply.json()["companies"]]
        for reply in (first, second, third, back)
    ]
    paged = [*shown[0], *shown[1], *shown[2]]
    assert sorted({*paged} - {"Pagewise Latecomer AB"}) == names
    assert len({*paged}) == len(paged)
    assert shown[3] == shown[0]
    assert "text=pagewise" in first.links["next"]["url"]
