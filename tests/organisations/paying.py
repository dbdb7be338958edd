"""Payers for tests: how they are arranged and read."""

from datetime import UTC, datetime
from typing import Any

from clients import Client


def now() -> str:
    """Return the time it is, as it is sent."""
    return datetime.now(UTC).isoformat()


def put_payer(client: Any, company: str, kind: str, **more: Any) -> Any:
    """Arrange who gets a company's invoices; return the reply."""
    names = ("company_id", "customer_organization_id")
    owner = {"kind": kind} | {n: more.pop(n) for n in names if n in more}
    return client.put(
        f"/organisations/{company}/payer", json={"invoice_owner": owner} | more
    )


def arrange(client: Any, company: str, kind: str, **more: Any) -> dict[str, Any]:
    """Arrange who gets a company's invoices; return the payer then."""
    reply = put_payer(client, company, kind, **more)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def payer(client: Any, company: str, at: str | None = None) -> dict[str, Any]:
    """Read who gets a company's invoices."""
    reply = client.get(
        f"/organisations/{company}/payer", params={"at": at} if at else {}
    )
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def owner(client: Any, company: str, at: str | None = None) -> str:
    """Return the id of who gets a company's invoices."""
    return str(payer(client, company, at)["invoice_owner"]["company_id"])


def rolled_up(
    client: Client, company: str, at: str | None = None, limit: int = 100
) -> list[str]:
    """Return the ids of those whose invoices go to a company, page by page."""
    params: dict[str, Any] = {"limit": limit} | ({"at": at} if at else {})
    found: list[str] = []
    while True:
        reply = client.get(f"/organisations/{company}/roll-up", params=params)
        assert reply.status_code == 200, reply.text
        page = reply.json()
        found += [each["company_id"] for each in page["companies"]]
        if "after" not in page["pagination"]:
            return found
        params["after"] = page["pagination"]["after"]
