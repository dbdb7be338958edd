"""What billing's rooms have in an app, for the tests that try another app's ids."""

from collections.abc import Iterator
from typing import Any

from koncern.api.customers import scheduled_members
from world import Client

LATER = "2099-01-01T00:00:00Z"


def schedule_leaving(client: Client, organization: str, member: str) -> str:
    """Let a member leave an organization, long from now; return the change's id."""
    path = f"/customer-organizations/{organization}/scheduled-changes"
    leaving = {"customerId": member, "change": "leave", "effectiveAt": LATER}
    return str(client.post(path, json=leaving).json()["id"])


def references(
    customers: Client, machine: Client, organization: str, foreign: dict[str, str]
) -> Iterator[tuple[Client, str, str, dict[str, Any]]]:
    """List the calls whose body refers to another app's things."""
    joins = scheduled_members.EXAMPLE | {"customerId": foreign["company_id"]}
    path = f"/customer-organizations/{organization}/scheduled-changes"
    yield customers, "POST", path, joins
    made = customers.get(f"/customer-organizations/{organization}").json()
    payer = f"/organisations/{made['owner']['id']}/payer"
    for kind, named in (
        ("ancestor", "company_id"),
        ("customer_organization", "customer_organization_id"),
    ):
        owner = {"kind": kind, named: foreign[named]}
        yield machine, "PUT", payer, {"invoice_owner": owner}
