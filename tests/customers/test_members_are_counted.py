"""An organization's row counts its members, whichever call writes them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from clients import Client
from patience import wait_until
from world import World, add_customer, add_organization, new_customer


class Scene:
    """Two organizations with one owner: one has members `a` and `b`, one has `a`."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.owner, self.a, self.b, self.c = (
            add_customer(client, name) for name in ("Owner", "A", "B", "C")
        )
        self.path = self._organization(self.a, self.b)
        self.other = self._organization(self.a)

    def _organization(self, *members: str) -> str:
        made = add_organization(self.client, self.owner, *members)
        return f"/customer-organizations/{made}"

    def ask(self, method: str, path: str, **body: object) -> None:
        asked = {"json": body} if body else {}
        self.client.request(method, path, **asked).raise_for_status()

    def plan(self, change: str, customer: str) -> None:
        """Schedule a change, and wait until it is carried out."""
        at = (datetime.now(UTC) + timedelta(seconds=0.3)).isoformat()
        body = {"customerId": customer, "change": change, "effectiveAt": at}
        path = f"{self.path}/scheduled-changes"
        self.ask("POST", path, **body)
        wait_until(lambda: self._done(path), "nothing was carried out")

    def _done(self, path: str) -> bool:
        (item,) = self.client.get(path).json()["items"]
        assert item["state"] in {"pending", "done"}, item
        return bool(item["state"] == "done")

    def describe(self, customer: str, parent: str | None) -> None:
        """Give a customer a parent, in whose oldest organization it then is."""
        path = f"/customers/{customer}"
        self.ask("PUT", path, **new_customer("C"), parentId=parent)


def move(scene: Scene) -> None:
    scene.describe(scene.c, scene.owner)
    scene.describe(scene.c, None)
    scene.describe(scene.b, scene.owner)


CALLS: dict[str, tuple[Callable[[Scene], None], list[int]]] = {
    "create": (lambda s: add_organization(s.client, s.c, s.a, s.a, s.c), [1, 1, 2]),
    "add": (
        lambda s: s.ask("POST", f"{s.path}/members", customerIds=[s.c, s.a, s.owner]),
        [1, 3],
    ),
    "replace": (
        lambda s: s.ask("PUT", f"{s.path}/members", customerIds=[s.c, s.a]),
        [1, 2],
    ),
    "replace by nobody": (
        lambda s: s.ask("PUT", f"{s.path}/members", customerIds=[]),
        [0, 1],
    ),
    "remove": (lambda s: s.ask("DELETE", f"{s.path}/members/{s.a}"), [1, 1]),
    "hand over to a member": (
        lambda s: s.ask("PUT", f"{s.path}/owner", ownerId=s.b),
        [1, 1],
    ),
    "hand over to somebody else": (
        lambda s: s.ask("PUT", f"{s.path}/owner", ownerId=s.c),
        [1, 2],
    ),
    "delete": (lambda s: s.ask("DELETE", s.path), [1]),
    "join as scheduled": (lambda s: s.plan("join", s.c), [1, 3]),
    "leave as scheduled": (lambda s: s.plan("leave", s.a), [1, 1]),
    "follow a parent": (move, [1, 2]),
}


@pytest.mark.parametrize("call", CALLS)
def test_they_are_counted(world: World, call: str):
    write, counts = CALLS[call]
    scene = Scene(world.customers())

    write(scene)

    found = world.operator.query(
        """SELECT o.member_count AS counted, (
                  SELECT count(*) FROM customer_organization_member AS m
                   WHERE m.app_id = o.app_id AND m.customer_organization = o.id) AS there
             FROM customer_organization AS o WHERE o.app_id = $1""",
        world.app,
    )
    assert sorted(each["counted"] for each in found) == counts
    assert sorted(each["there"] for each in found) == counts
