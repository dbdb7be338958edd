"""Writes of every kind, each with a way to see how often it was carried out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx

from clients import Client
from koncern.people import users
from koncern.people.users import NewUser
from letters import token_for
from world import PDF, World, add_customer, add_organization, new_company, new_customer

PASSWORD = "correct horse battery staple"


@dataclass
class Write:
    """One request that changes something: what it sends, and what to look at later."""

    name: str
    send: Callable[[dict[str, str]], httpx.Response]
    count: Callable[[], int]
    mark: bytes = b""
    has_key: bool = False
    repeated: tuple[int, ...] = ()
    """How a repeat may be refused that comes after it was carried out."""
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        request_id = uuid4().hex
        self.mark = self.mark or request_id.encode()
        self.headers = {"x-request-id": request_id}
        if self.has_key:
            self.headers["idempotency-key"] = uuid4().hex

    def __call__(self) -> httpx.Response:
        """Send it."""
        return self.send(self.headers)


class Writer:
    """Somebody with an app of their own, who writes through another service."""

    def __init__(self, world: World, url: str) -> None:
        self.world = world
        self.app = str(world.app)
        self.pair = world.credential()
        self.machine = Client(base_url=f"{url}/api/v1/{self.app}", auth=self.pair)
        self.billing = Client(base_url=f"{url}/api", auth=self.pair)
        self.nobody = Client(base_url=f"{url}/api/v1/{self.app}")
        self.near = world.machine(), world.customers()

    def close(self) -> None:
        """Close the clients."""
        for client in (self.machine, self.billing, self.nobody):
            client.close()

    def rows(self, table: str, where: str, *facts: Any) -> Callable[[], int]:
        """Return how to count rows of this app."""
        sql = f'SELECT count(*) AS n FROM "{table}" WHERE app_id = $1 AND {where}'
        return lambda: self.world.operator.query(sql, self.world.app, *facts)[0]["n"]

    def events(self, type_: str, subject: str) -> Callable[[], int]:
        """Return how to count what happened to a thing."""
        return self.rows(
            "event", "type = $2 AND subject = $3::text::uuid", type_, subject
        )


def every_write(writer: Writer) -> list[Write]:
    """Return a fresh write of each kind."""
    kinds = (
        _registrations,
        _changes,
        _members,
        _removals,
        _uploads,
        _sign_ins,
        _sign_ups,
    )
    return [write for kind in kinds for write in kind(writer)]


def _registrations(writer: Writer) -> Iterator[Write]:
    for has_key in (True, False):
        kept = "with a key" if has_key else "without a key"
        name = f"Company {uuid4().hex}"
        yield Write(
            f"register {kept}",
            lambda headers, name=name: writer.machine.post(
                "/organisations", json=new_company(name), headers=headers
            ),
            writer.rows("company", "name = $2", name),
            has_key=has_key,
        )
        name = f"Customer {uuid4().hex}"
        yield Write(
            f"create a customer {kept}",
            lambda headers, name=name: writer.billing.post(
                "/customers", json=new_customer(name), headers=headers
            ),
            writer.rows("company", "name = $2", name),
            has_key=has_key,
        )
        customer, value = add_customer(writer.near[1]), uuid4().hex
        body = {"customerId": customer, "value": value}
        yield Write(
            f"create an alias {kept}",
            lambda headers, body=body: writer.billing.post(
                "/customer-aliases", json=body, headers=headers
            ),
            writer.rows("alias", "value = $2", value),
            has_key=has_key,
            repeated=() if has_key else (409,),
        )


def _changes(writer: Writer) -> Iterator[Write]:
    machine, billing = writer.near
    made = machine.post("/organisations", json=new_company()).json()["company"]["id"]
    yield Write(
        "patch a company",
        lambda headers: writer.machine.patch(
            f"/organisations/{made}", json={"name": "Patched"}, headers=headers
        ),
        writer.events("company.changed", made),
    )
    customer = add_customer(billing)
    yield Write(
        "replace a customer",
        lambda headers: writer.billing.put(
            f"/customers/{customer}", json=new_customer("Replaced"), headers=headers
        ),
        writer.events("company.changed", customer),
    )


def _members(writer: Writer) -> Iterator[Write]:
    billing = writer.near[1]
    for method, path in (("PUT", ""), ("POST", ""), ("POST", "with a key")):
        owner, member = add_customer(billing, "Owner"), add_customer(billing)
        organization = add_organization(billing, owner)
        yield Write(
            f"{method} members {path}",
            lambda headers, m=method, o=organization, c=member: writer.billing.request(
                m,
                f"/customer-organizations/{o}/members",
                json={"customerIds": [c]},
                headers=headers,
            ),
            writer.rows(
                "customer_organization_member", "company = $2::text::uuid", member
            ),
            has_key=bool(path),
        )


def _removals(writer: Writer) -> Iterator[Write]:
    machine, billing = writer.near
    key = f"tag-{uuid4().hex}"
    tag = machine.post("/tags", json={"key": key, "name": "Tag"}).json()["id"]
    yield Write(
        "delete a tag",
        lambda headers: writer.machine.delete(f"/tags/{key}", headers=headers),
        writer.events("tag.deleted", tag),
        repeated=(404,),
    )
    company = machine.post("/organisations", json=new_company()).json()["company"]
    yield Write(
        "archive a company",
        lambda headers: writer.machine.delete(
            f"/organisations/{company['id']}", headers=headers
        ),
        writer.events("company.archived", company["id"]),
    )
    customer = add_customer(billing)
    yield Write(
        "archive a customer",
        lambda headers: writer.billing.post(
            f"/customers/{customer}/archive", headers=headers
        ),
        writer.events("company.archived", customer),
    )


def _uploads(writer: Writer) -> Iterator[Write]:
    for has_key in (True, False):
        made = writer.near[0].post("/organisations", json=new_company()).json()
        company = made["company"]["id"]
        yield Write(
            f"upload {'with' if has_key else 'without'} a key",
            lambda headers, company=company: writer.machine.post(
                f"/organisations/{company}/files",
                files={"file": ("contract.pdf", PDF)},
                headers=headers,
            ),
            writer.events("file.uploaded", company),
            has_key=has_key,
        )


def _sign_ins(writer: Writer) -> Iterator[Write]:
    world = writer.world
    email = f"login.{uuid4().hex}@example.com"
    new = NewUser(email=email, password=PASSWORD)
    user = world.act(lambda tx, actor: users.create(tx, actor, new)).id
    body = {"email": email, "password": PASSWORD}
    yield Write(
        "log in",
        lambda headers: writer.nobody.post("/auth/login", json=body, headers=headers),
        writer.rows("session", '"user" = $2', user),
    )
    person = world.person(f"refresh.{uuid4().hex}")
    token = {"refresh_token": person.refresh_token}
    digest = sha256(person.refresh_token.encode()).digest()
    yield Write(
        "refresh",
        lambda headers: writer.nobody.post(
            "/auth/refresh", json=token, headers=headers
        ),
        writer.rows("refresh_token", "hash = $2 AND used_at IS NOT NULL", digest),
        mark=digest,
    )


def _sign_ups(writer: Writer) -> Iterator[Write]:
    body = {"email": "", "password": PASSWORD}
    address = f"sign.up.{uuid4().hex}@example.com"
    yield Write(
        "sign up",
        lambda headers: writer.nobody.post(
            "/auth/register", json=body | {"email": address}, headers=headers
        ),
        writer.rows("sign_up", "email = $2", address),
    )
    other = f"verify.{uuid4().hex}@example.com"
    writer.world.anonymous().post("/auth/register", json=body | {"email": other})
    proof = {"token": token_for(writer.world, other)}
    yield Write(
        "verify an address",
        lambda headers: writer.nobody.post(
            "/auth/verify-email", json=proof, headers=headers
        ),
        writer.rows("user", "email = $2", other),
        repeated=(409,),
    )
