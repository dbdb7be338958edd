"""Inherited settings for tests: fields that flow down, and what companies say of them."""

from typing import Any
from urllib.parse import quote

from clients import Client

TERMS = {"days": 30, "counted_from": "invoice_date", "code": None}


def declare(client: Client, *fields: str) -> None:
    """Let fields flow down."""
    for field in fields:
        client.put(f"/inherited-fields/{quote(field, safe='')}").raise_for_status()


def path_of(company: str, field: str) -> str:
    """Return the path of a company's setting."""
    return f"/organisations/{company}/settings/{quote(field, safe='')}"


def put(client: Any, company: str, field: str, value: Any, **more: Any) -> Any:
    """Let a company say something of a field; return the reply."""
    return client.put(path_of(company, field), json={"value": value}, **more)


def reset(client: Any, company: str, field: str, **more: Any) -> Any:
    """Let a company say nothing of a field; return the reply."""
    return client.delete(path_of(company, field), **more)


def setting(client: Any, company: str, field: str) -> dict[str, Any]:
    """Return a company's setting of a field."""
    reply = client.get(path_of(company, field))
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def held(client: Any, company: str, field: str) -> tuple[str, Any, str | None]:
    """Return a setting in short: its state, its value, and who says so."""
    found = setting(client, company, field)
    source = found["source"]
    return found["state"], found["value"], source and source["name"]
