"""Whatever is refused: nothing of it is there afterwards."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from world import World, add_customer, add_organization, new_customer

TABLES = (
    "alias",
    "company",
    "customer_organization",
    "customer_organization_member",
    "event",
    "idempotency_key",
)


def test_rows_are_the_same_before_and_after(world: World):
    client = world.customers()
    top, middle, bottom, archived = (add_customer(client) for _ in range(4))
    add_organization(client, top, middle)
    organization = add_organization(client, middle, bottom)
    add_customer(client, customerAliases=["taken"])
    client.post(f"/customers/{archived}/archive")
    before = rows(world)

    statuses = []
    for method, path, body in refused(top, bottom, archived, organization):
        key = {"idempotency-key": str(uuid4())} if method == "POST" else {}
        reply = client.request(method, path, json=body, headers=key)
        assert reply.headers["sequence-version"] == "2024-07-30"
        assert reply.json()["error"]["message"] == reply.json()["detail"]
        statuses.append(reply.status_code)

    assert set(statuses) == {400, 404, 409}
    assert rows(world) == before


def refused(
    top: str, bottom: str, archived: str, organization: str
) -> Iterator[tuple[str, str, Any]]:
    """Calls that are refused late, when something may have been written already."""
    path = f"/customer-organizations/{organization}"
    unknown = str(uuid4())
    for wrong in (unknown, archived, top):
        yield "POST", f"{path}/members", {"customerIds": [wrong]}
        yield "PUT", f"{path}/members", {"customerIds": [wrong]}
        body = {"ownerId": bottom, "memberIds": [wrong]}
        yield "POST", "/customer-organizations", body
    for wrong in (unknown, archived, bottom):
        body = {"ownerId": wrong, "memberIds": [top]}
        yield "POST", "/customer-organizations", body
    yield "POST", "/customers", new_customer(customerAliases=["new", "taken"])
    for wrong in (unknown, archived):
        body = new_customer(customerAliases=["new"], parentId=wrong)
        yield "POST", "/customers", body
    yield "DELETE", f"{path}/members/{top}", None
    yield "POST", f"/customer-organizations/{unknown}/members", {"customerIds": [top]}


def rows(world: World) -> dict[str, int]:
    """Count what an app has in each table."""
    return {
        table: world.operator.query(
            f"SELECT count(*) AS many FROM {table} WHERE app_id = $1", world.app
        )[0]["many"]
        for table in TABLES
    }
