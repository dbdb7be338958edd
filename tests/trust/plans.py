"""Something that is planned for a time to come: a move, or a new member."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

import httpx

from koncern.billing import scheduled_members
from koncern.trees import scheduled_moves
from world import World, add_customer, add_organization

AT = datetime(2099, 1, 1, tzinfo=UTC)
"""When what is planned here is due: no job of the service ever finds it."""


class Planned(NamedTuple):
    """Something that is planned: by which package, and where it is changed and seen."""

    package: ModuleType
    change: Callable[[dict[str, str]], httpx.Response]
    withdraw: Callable[[], httpx.Response]
    look: Callable[[], dict[str, Any]]


def plan_move(world: World) -> Planned:
    machine = world.machine()
    parent, company = add_customer(world.customers()), add_customer(world.customers())
    body = {"parent_id": parent, "effective_at": AT.isoformat()}
    made = machine.put(f"/organisations/{company}/parent", json=body)
    path = f"/scheduled-moves/{made.json()['scheduled_move']['id']}"

    def look() -> dict[str, Any]:
        (found,) = machine.get("/scheduled-moves").json()["scheduled_moves"]
        place = machine.get(f"/organisations/{company}/place").json()
        return found | {"is_carried_out": place["parent_id"] is not None}

    def change(body: dict[str, str]) -> httpx.Response:
        return machine.patch(path, json={"effective_at": body["effectiveAt"]})

    return Planned(scheduled_moves, change, partial(machine.delete, path), look)


def plan_member(world: World) -> Planned:
    billing = world.customers()
    owner, company = add_customer(billing), add_customer(billing)
    made = f"/customer-organizations/{add_organization(billing, owner)}"
    body = {"customerId": company, "change": "join", "effectiveAt": AT.isoformat()}
    planned = billing.post(f"{made}/scheduled-changes", json=body).json()["id"]
    path = f"{made}/scheduled-changes/{planned}"

    def look() -> dict[str, Any]:
        found: dict[str, Any] = billing.get(path).json()
        return found | {"is_carried_out": bool(billing.get(made).json()["members"])}

    def change(body: dict[str, str]) -> httpx.Response:
        return billing.put(path, json=body)

    return Planned(scheduled_members, change, partial(billing.delete, path), look)


def reschedule(planned: Planned) -> httpx.Response:
    return planned.change({"effectiveAt": (AT + timedelta(days=1)).isoformat()})


def withdraw(planned: Planned) -> httpx.Response:
    return planned.withdraw()
