"""`kill -9`: what was acknowledged is there."""

import threading
from pathlib import Path

import httpx
import pytest

from clients import Client
from koncern.db import embedded
from patience import wait_until
from processes import kill, postmaster
from service import Service, serving
from world import Operator, World, add_customer, add_organization


def add_until_killed(
    client: Client, organization: str, customers: list[str], acknowledged: list[str]
) -> None:
    """Add one member after the other; note each that was acknowledged."""
    for customer in customers:
        try:
            reply = client.post(
                f"/customer-organizations/{organization}/members",
                json={"customerIds": [customer]},
            )
        except httpx.TransportError:
            return
        if reply.status_code == 200:
            acknowledged.append(customer)


def members(service: Service, pair: tuple[str, str], organization: str) -> list[str]:
    url = f"{service.url}/api/customer-organizations/{organization}"
    found = httpx.get(url, auth=pair, timeout=30).json()
    return [member["id"] for member in found["members"]]


@pytest.mark.parametrize("with_database", [False, True])
def test_every_acknowledged_member_is_there_afterwards(
    tmp_path: Path, *, with_database: bool
):
    data = tmp_path / "koncern"
    with serving(data) as service, embedded(data) as url:
        operator = Operator(url)
        world = World(service.url, operator)
        client, pair = world.customers(), world.credential()
        customers = [add_customer(client, f"C{number}") for number in range(150)]
        organization = add_organization(client, add_customer(client, "Owner"))
        operator.close()
        acknowledged: list[str] = []
        adding = threading.Thread(
            target=add_until_killed,
            args=(client, organization, customers, acknowledged),
        )
        adding.start()
        wait_until(lambda: len(acknowledged) >= 40, "members are not added")
        kill(service, *([postmaster(data)] if with_database else []))
        adding.join(30)
        world.close()
    assert 40 <= len(acknowledged) < 150

    with serving(data) as again:
        found = members(again, pair, organization)

    assert found[: len(acknowledged)] == acknowledged
    assert len(found) - len(acknowledged) in (0, 1)
