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
    customers: Client, organization: str, foreign: str
) -> Iterator[tuple[Client, str, str, dict[str, Any]]]:
    """List the calls whose body refers to another app's company."""
    joins = scheduled_members.EXAMPLE | {"customerId": foreign}
    path = f"/customer-organizations/{organization}/scheduled-changes"
    yield customers, "POST", path, joins
