"""What billing's packages have in an app, for the tests that try another app's ids."""

from collections.abc import Iterator
from typing import Any, Protocol

from clients import Client
from koncern.api.customers import scheduled_members
from world import World

LATER = "2099-01-01T00:00:00Z"


def schedule_leaving(client: Client, organization: str, member: str) -> str:
    """Let a member leave an organization, long from now; return the change's id."""
    path = f"/customer-organizations/{organization}/scheduled-changes"
    leaving = {"customerId": member, "change": "leave", "effectiveAt": LATER}
    return str(client.post(path, json=leaving).json()["id"])


class Named(Protocol):
    """What another app has, and a body may try to name."""

    owner: str
    organization: str


def references(
    world: World, organization: str, foreign: Named
) -> Iterator[tuple[Client, str, str, dict[str, Any]]]:
    """List the calls whose body refers to another app's things."""
    customers, machine = world.customers(), world.machine()
    joins = scheduled_members.EXAMPLE | {"customerId": foreign.owner}
    path = f"/customer-organizations/{organization}/scheduled-changes"
    yield customers, "POST", path, joins
    made = customers.get(f"/customer-organizations/{organization}").json()
    payer = f"/organisations/{made['owner']['id']}/payer"
    for kind, named in (
        ("ancestor", {"company_id": foreign.owner}),
        ("customer_organization", {"customer_organization_id": foreign.organization}),
    ):
        yield machine, "PUT", payer, {"invoice_owner": {"kind": kind} | named}
