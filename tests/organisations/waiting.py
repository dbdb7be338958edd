"""Companies that wait for a decision."""

from typing import Any

from clients import Client
from world import Person, new_company


def register(who: Person | Client, name: str = "Acme AB", **facts: Any) -> str:
    """Register a company that waits; return its id."""
    reply = who.post("/organisations", json=new_company(name, **facts))
    company: dict[str, Any] = reply.json()["company"]
    assert company["status"] == "pending", company
    return str(company["id"])
