"""A company with addresses, and its people, for the tests of addresses."""

from typing import Any
from uuid import UUID

import httpx

from clients import Client
from koncern.people import memberships
from koncern.people.memberships import Level
from world import Person, World, new_company

STREET = {
    "street_address": "Hamngatan 12",
    "postal_code": "411 05",
    "city": "Göteborg",
    "country": "SE",
}


def register(who: Person | Client, **facts: Any) -> str:
    """Register a company; return its id."""
    reply = who.post("/organisations", json=new_company(**facts))
    assert reply.status_code == 200, reply.text
    return str(reply.json()["company"]["id"])


def join(world: World, company: str, name: str, level: Level = Level.DEFAULT) -> Person:
    """Make somebody a member of a company."""
    person = world.person(name)
    id_ = UUID(company)
    world.act(
        lambda tx, actor: memberships.add(tx, actor, id_, user=person.id, level=level)
    )
    return person


def add(who: Person | Client, company: str, **facts: Any) -> httpx.Response:
    """Add an address, a shipping address if not said otherwise."""
    return who.post(
        f"/organisations/{company}/addresses",
        json={"kind": "shipping"} | STREET | facts,
    )


def added(who: Person | Client, company: str, **facts: Any) -> dict[str, Any]:
    """Add an address, and return it."""
    reply = add(who, company, **facts)
    assert reply.status_code == 201, reply.text
    address: dict[str, Any] = reply.json()["address"]
    return address


def listed(who: Person | Client, company: str, query: str = "") -> list[dict[str, Any]]:
    """List the addresses that somebody sees."""
    reply = who.get(f"/organisations/{company}/addresses{query}")
    assert reply.status_code == 200, reply.text
    addresses: list[dict[str, Any]] = reply.json()["addresses"]
    return addresses


def defaults(who: Person | Client, company: str, kind: str = "shipping") -> list[str]:
    """Return the ids of the addresses that are the default of their kind."""
    of_kind = listed(who, company, f"?kind={kind}")
    return [address["id"] for address in of_kind if address["is_default"]]
