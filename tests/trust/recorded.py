"""Things of each sort that have a path of their own, each made so that it can be changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from clients import Client
from world import (
    World,
    add_customer,
    add_file,
    add_organization,
    new_company,
    new_customer,
)

LATER, LATEST = "2099-01-01T00:00:00Z", "2099-02-01T00:00:00Z"
NUMBER = {"taxIdentifier": "12-3456789", "country": "US", "state": "NY"}


class Cast:
    """Who makes and changes things in an app; each request has an id of its own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked: list[tuple[str, str, str]] = []
        anna = world.person()
        self.anna = anna.id
        self.machine = self._noted(world.machine())
        self.billing = self._noted(world.customers())
        self.user = self._noted(anna.client)

    def client_for(self, path: str) -> Client:
        """Return who asks for a path."""
        if path.endswith("/auth/me"):
            return self.user
        return self.machine if path.startswith("/api/v1/") else self.billing

    def _noted(self, client: Client) -> Client:
        """Note each request's method, path and id."""

        def note(request: httpx.Request) -> None:
            id_ = request.headers["x-request-id"] = uuid4().hex
            self.asked.append((request.method, request.url.path, id_))

        client.event_hooks["request"].append(note)
        return client

    def company(self, **more: Any) -> str:
        """Register a company; return its id."""
        reply = self.machine.post("/organisations", json=new_company(**more))
        return str(reply.json()["company"]["id"])

    def make(self, client: Client, path: str, body: Any, key: str = "id") -> str:
        """Make a thing; return what its path names it by."""
        reply = client.post(path, json=body)
        assert reply.status_code == 201, reply.text
        return str(reply.json()[key])


def whole(body: Any) -> Any:
    """Return a thing as it was read, without the envelope of its dialect."""
    if isinstance(body, dict) and len(body) == 1:
        (first,) = body.values()
        return first if isinstance(first, dict) else body
    return body


@dataclass
class Thing:
    """How one is made, what it is changed to, and how what the record tells is read."""

    make: Callable[[Cast], dict[str, str]]
    body: Callable[[dict[str, str]], Any] = lambda _: {"name": "Other"}
    read: str = ""
    told: Callable[[Any], Any] = whole


def _labelled(path: str, key: str, **more: Any) -> Thing:
    def make(cast: Cast) -> dict[str, str]:
        body = {key: "first", "name": "First"} | more
        return {key: cast.make(cast.machine, path, body, key)}

    return Thing(make)


def _company(cast: Cast) -> dict[str, str]:
    return {"id": cast.company()}


def _customer(cast: Cast) -> dict[str, str]:
    return {"id": add_customer(cast.billing)}


def _organization(cast: Cast) -> dict[str, str]:
    owner, stays, goes, comes = (add_customer(cast.billing, f"C{n}") for n in range(4))
    made = add_organization(cast.billing, owner, stays, goes)
    return {"id": made, "stays": stays, "goes": goes, "comes": comes}


def _scheduled(cast: Cast) -> dict[str, str]:
    names = _organization(cast)
    path = f"/customer-organizations/{names['id']}/scheduled-changes"
    body = {"customerId": names["comes"], "change": "join", "effectiveAt": LATER}
    return names | {"changeId": cast.make(cast.billing, path, body)}


def _registration(cast: Cast) -> dict[str, str]:
    body = NUMBER | {"customerId": add_customer(cast.billing)}
    return {"id": cast.make(cast.billing, "/tax-registrations", body)}


def _address(cast: Cast) -> dict[str, str]:
    company = cast.company()
    place = {"street_address": "Hamngatan 12", "city": "Lund", "country": "SE"}
    body = place | {"postal_code": "223 50", "kind": "shipping"}
    path = f"/organisations/{company}/addresses"
    reply = cast.machine.post(path, json=body)
    assert reply.status_code == 201, reply.text
    return {"id": company, "address_id": whole(reply.json())["id"]}


def _address_of_anna(cast: Cast) -> dict[str, str]:
    names = _address(cast)
    place = {"user_id": str(cast.anna), "level": "admin"}
    path = f"/organisations/{names['id']}/users"
    cast.machine.post(path, json=place).raise_for_status()
    return names | {"user": str(cast.anna)}


def _file(cast: Cast) -> dict[str, str]:
    company = cast.company()
    return {"id": company, "file_id": add_file(cast.machine, company)}


def _below(cast: Cast) -> dict[str, str]:
    return {"id": cast.company(parent_id=cast.company())}


def _arranged(cast: Cast) -> dict[str, str]:
    names = _below(cast)
    body = {"invoice_owner": {"kind": "root"}}
    path = f"/organisations/{names['id']}/payer"
    cast.machine.put(path, json=body).raise_for_status()
    return names


def _terms(days: int) -> dict[str, Any]:
    return {"days": days, "counted_from": "end_of_month", "code": f"NET{days}"}


def _setting(cast: Cast) -> dict[str, str]:
    cast.machine.put("/inherited-fields/payment_terms").raise_for_status()
    names = {"id": cast.company(), "field": "payment_terms"}
    path = f"/organisations/{names['id']}/settings/payment_terms"
    cast.machine.put(path, json={"value": _terms(30)}).raise_for_status()
    return names


def _own(setting: Any) -> Any:
    """Return what a company itself says of a field, which alone is its own."""
    is_own = setting["state"] in {"own", "blocked"}
    return {name: setting[name] for name in ("field", "value")} if is_own else None


def _newest(history: Any) -> Any:
    """Return what is arranged now; None if nothing is."""
    return next(iter(history["arrangements"]), None)


_V1 = "/api/v1/{app_id}"
COMPANY = f"{_V1}/organisations/{{id}}"

THINGS = {
    "/api/customer-organizations/{id}": Thing(_organization),
    "/api/customer-organizations/{id}/members": Thing(
        _organization,
        lambda names: {"customerIds": [names["stays"], names["comes"]]},
        told=lambda body: {"members": [each["id"] for each in body["items"]]},
    ),
    "/api/customer-organizations/{id}/scheduled-changes/{changeId}": Thing(
        _scheduled, lambda _: {"effectiveAt": LATEST, "reason": "later"}
    ),
    "/api/customers/{id}": Thing(
        _customer, lambda _: new_customer("Other", label="B"), read=COMPANY
    ),
    "/api/tax-registrations/{id}": Thing(
        _registration, lambda _: NUMBER | {"taxIdentifier": "98-7654321"}
    ),
    f"{_V1}/attributes/{{key}}": _labelled("/attributes", "key"),
    f"{_V1}/auth/me": Thing(lambda _: {}, lambda _: {"first_name": "Anna"}),
    f"{_V1}/customer-groups/{{slug}}": _labelled("/customer-groups", "slug"),
    f"{_V1}/hierarchies/{{slug}}": _labelled("/hierarchies", "slug"),
    f"{_V1}/roles/{{slug}}": _labelled("/roles", "slug", permissions=["order:place"]),
    f"{_V1}/settings": Thing(lambda _: {}),
    f"{_V1}/store-groups/{{slug}}": _labelled("/store-groups", "slug"),
    f"{_V1}/tags/{{key}}": _labelled("/tags", "key"),
    COMPANY: Thing(_company, lambda _: {"name": "Other", "custom_fields": {"size": 3}}),
    f"{COMPANY}/addresses/{{address_id}}": Thing(_address, lambda _: {"city": "Malmö"}),
    f"{COMPANY}/addresses/{{address_id}}/users": Thing(
        _address_of_anna,
        lambda names: {"user_ids": [names["user"]]},
        told=lambda body: {"users": [each["user_id"] for each in body["items"]]},
    ),
    f"{COMPANY}/files/{{file_id}}": Thing(_file, lambda _: {"filename": "other.pdf"}),
    f"{COMPANY}/kind": Thing(
        _below, lambda _: {"kind": "division"}, told=lambda body: {"kind": body["kind"]}
    ),
    f"{COMPANY}/payer": Thing(
        _arranged,
        lambda _: {"invoice_owner": {"kind": "parent"}, "reason": "the group pays"},
        read=f"{COMPANY}/payer/history",
        told=_newest,
    ),
    f"{COMPANY}/settings/{{field}}": Thing(
        _setting, lambda _: {"value": _terms(60)}, told=_own
    ),
}
"""What each path that can be read and changed names; a new one needs its line."""
