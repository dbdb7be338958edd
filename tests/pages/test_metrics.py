"""Metrics: what monitoring reads."""

from http import HTTPStatus
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from patience import wait_until
from service import serving
from world import Operator, World


def counted(url: str, operation: str, status: int) -> float:
    """Return how many requests of an operation were answered with a status."""
    text = httpx.get(f"{url}/metrics", timeout=30).text
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "koncern_requests_total"
        and sample.labels == {"operation": operation, "status": str(status)}
    )


def wait_until_counted(url: str, operation: str, status: int, count: float) -> None:
    """Wait until a count is told: what is measured is kept for a second."""
    wait_until(
        lambda: counted(url, operation, status) == count, "it is not counted rightly"
    )


def test_each_request_is_counted_by_operation_and_status(world: World):
    client, name = world.customers(), "customers.customer_organizations.list_all"
    before = counted(world.url, name, HTTPStatus.OK)

    client.get("/customer-organizations")
    client.get("/customer-organizations")

    wait_until_counted(world.url, name, HTTPStatus.OK, before + 2)


def test_refused_requests_are_counted_too(world: World):
    name = "customers.customer_organizations.list_all"
    before = counted(world.url, name, HTTPStatus.BAD_REQUEST)

    world.customers().get("/customer-organizations", params={"limit": 0})

    wait_until_counted(world.url, name, HTTPStatus.BAD_REQUEST, before + 1)


def test_how_long_each_took_is_measured(world: World):
    world.customers().get("/customer-organizations")

    name = "customers.customer_organizations.list_all"
    line = f'koncern_request_seconds_count{{operation="{name}"}}'
    wait_until(
        lambda: line in httpx.get(f"{world.url}/metrics", timeout=30).text,
        "its time is not measured",
    )


def test_several_workers_are_told_as_one(data: Path, operator: Operator):
    with serving(data, "--workers", "2") as service:
        world = World(service.url, operator)
        name = "customers.customer_organizations.list_all"
        url, auth = f"{service.url}/api/customer-organizations", world.credential()
        for _ in range(20):
            # A connection each: a worker answers all that comes on one.
            httpx.get(url, auth=auth, timeout=30)
        # A request is counted behind its answer, so the last one may be a moment late.
        wait_until(
            lambda: counted(service.url, name, HTTPStatus.OK) >= 20, "some do not count"
        )

        def told() -> set[float]:
            return {counted(service.url, name, HTTPStatus.OK) for _ in range(10)}

        wait_until(lambda: told() == {20}, lambda: f"told as {told()}", every=0.3)
        world.close()
