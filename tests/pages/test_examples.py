"""The examples of the OpenAPI documents: sent as they stand, they work.

Only ids and tokens are exchanged for real ones.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from koncern import users
from koncern.access import CredentialNeeded
from koncern.api.customers import aliases, customers, tax_registrations
from koncern.api.kit import Route
from koncern.api.organisations import (
    attribute_templates,
    auth,
    companies,
    customer_groups,
    roles,
    store_groups,
    tags,
)
from koncern.api.pages import alias_examples, examples, label_examples
from koncern.api.service import ROUTES
from koncern.users import NewUser
from world import World, add_organization


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_it_works_as_it_stands(world: World, route: Route):
    reply = Stage(world, route).play()

    assert reply.status_code == route.status, reply.text
    if route.shows is not None:
        differences = list(differing(reply.json(), examples.answer_of(route), ""))
        assert differences == []


class Stage:
    """An app in which the things that an example speaks of are really there."""

    def __init__(self, world: World, route: Route) -> None:
        self._world = world
        self._route = route
        self._anna = world.person()
        self._billing, self._machine = world.customers(), world.machine()
        reader = NewUser(**auth.EXAMPLE, first_name="Anna", last_name="Berg")
        world.act(lambda tx, actor: users.create(tx, actor, reader))
        owner, member, customer = (self._add_customer() for _ in range(3))
        self._real = {
            examples.APP: str(world.app),
            examples.CUSTOMER: customer,
            examples.ID: add_organization(self._billing, owner, member),
            examples.OWNER: owner,
            examples.MEMBER: member,
            examples.TOKENS["refresh_token"]: self._anna.refresh_token,
        }
        if route.method != "POST":
            self._add_to_customer(customer)
        if route.dialect == "organisations" and (
            route.method == "GET" or "{id}" in route.path
        ):
            self._make_what_is_read()
        if re.search("{(key|slug)}", route.path):
            self._make_labels()

    def play(self) -> httpx.Response:
        """Send the example."""
        route = self._route
        body = json.dumps(route.example) if route.example else ""
        return httpx.request(
            route.method,
            self._world.url + self._for_real(self._path()),
            content=self._for_real(body),
            headers={"content-type": "application/json"} | self._signature(),
            auth=self._world.credential() if self._takes_credentials() else None,
        )

    def _add_customer(self) -> str:
        reply = self._billing.post("/customers", json=customers.EXAMPLE)
        return str(reply.json()["id"])

    def _add_to_customer(self, customer: str) -> None:
        for path, about, example in (
            ("/customer-aliases", aliases.EXAMPLE, alias_examples.ALIAS),
            (
                "/tax-registrations",
                tax_registrations.EXAMPLE,
                alias_examples.TAX_REGISTRATION,
            ),
        ):
            reply = self._billing.post(path, json=about | {"customerId": customer})
            self._real[example] = reply.json()["id"]

    def _make_what_is_read(self) -> None:
        self._machine.post("/roles", json=roles.EXAMPLE)
        registered = self._anna.post(
            "/organisations", json=companies.EXAMPLE | {"role": "buyer"}
        )
        self._real[examples.COMPANY] = registered.json()["company"]["id"]
        for maker in ROUTES:
            if maker.path == self._route.path and maker.example:
                path = maker.path.removeprefix("/api/v1/{app_id}")
                self._machine.post(path, json=maker.example)

    def _make_labels(self) -> None:
        """Make what a path can name by its key or slug, with who is in the group."""
        for path, room in (
            ("/attributes", attribute_templates),
            ("/customer-groups", customer_groups),
            ("/roles", roles),
            ("/store-groups", store_groups),
            ("/tags", tags),
        ):
            self._machine.post(path, json=room.EXAMPLE)
        self._real[label_examples.USER] = str(self._anna.id)
        if examples.COMPANY not in self._real:
            self._real[examples.COMPANY] = self._real[examples.CUSTOMER]
        group = "/customer-groups/wholesale"
        company = [self._real[examples.COMPANY]]
        self._machine.post(f"{group}/organisations", json={"organisation_ids": company})
        self._machine.post(f"{group}/users", json={"user_ids": [str(self._anna.id)]})

    def _path(self) -> str:
        return re.sub(
            r"([\w-]+)/{\w+}",
            lambda found: f"{found[1]}/{examples.ID_UNDER[found[1]]}",
            self._route.path,
        )

    def _takes_credentials(self) -> bool:
        route = self._route
        return route.dialect == "customers" or CredentialNeeded in route.failures

    def _signature(self) -> dict[str, str]:
        if self._route.is_public or self._takes_credentials():
            return {}
        return {"authorization": f"Bearer {self._anna.token}"}

    def _for_real(self, text: str) -> str:
        for example, real in self._real.items():
            text = text.replace(example, real)
        return text


def differing(answered: Any, example: Any, place: str) -> Iterator[str]:
    """Find where an answer has another form than its example; cursors may be absent."""
    if isinstance(answered, dict) and isinstance(example, dict):
        if place != "/pagination" and answered.keys() != example.keys():
            yield f"{place}: {sorted(answered.keys() ^ example.keys())}"
        for key in answered.keys() & example.keys():
            yield from differing(answered[key], example[key], f"{place}/{key}")
    elif isinstance(answered, list) and isinstance(example, list):
        for one, other in zip(answered, example, strict=False):
            yield from differing(one, other, f"{place}/-")
    elif type(answered) is not type(example):
        yield f"{place}: {answered!r}, not {example!r}"
