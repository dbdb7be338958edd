"""What tests of searching share: companies to be found, and what is found."""

from typing import Any

from clients import Client
from world import new_company


def add(client: Client, name: str, **more: Any) -> dict[str, Any]:
    """Register a company with a name; return it."""
    reply = client.post("/organisations", json=new_company(name, **more))
    assert reply.status_code == 200, reply.text
    company: dict[str, Any] = reply.json()["company"]
    return company


def found(client: Client, text: str, **more: Any) -> list[str]:
    """Search for a text; return the names that are found, in order."""
    reply = client.get("/organisations", params={"text": text, **more})
    assert reply.status_code == 200, reply.text
    return [company["name"] for company in reply.json()["companies"]]


def in_town(town: str, country: str = "SE") -> dict[str, Any]:
    address = {"street_address": "1", "city": town, "country": country}
    return {"billing_address": [address]}
