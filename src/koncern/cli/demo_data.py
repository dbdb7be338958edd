"""What the demo is furnished with: people, labels, and well-known companies.

The companies and who owns them are public facts. Organisation numbers are left out, on
which terms they buy is made up, and mail goes to example.com, which nobody receives.
"""

import csv
import secrets
from importlib.resources import files
from uuid import UUID

import msgspec

from koncern import apps, registrations
from koncern.access import create_credential, recognise_credential
from koncern.base import Actor, Scope
from koncern.billing import organizations
from koncern.cli.demo_groups import group
from koncern.db import Tx
from koncern.labels import customer_groups, store_groups, tags
from koncern.labels.customer_groups import NewCustomerGroup
from koncern.labels.store_groups import NewStoreGroup, StoreType
from koncern.labels.tags import NewTag
from koncern.people import memberships, roles, users
from koncern.people.memberships import Level
from koncern.people.roles import NewRole
from koncern.people.users import NewUser
from koncern.registrations import Registration

NORDICS = {"DK", "FI", "NO", "SE"}
AMERICAS = {"US"}
ASIA = {"CN", "IN", "JP", "KR"}

ROLES = {
    "buyer": ["order:read", "order:place"],
    "approver": ["order:read", "order:approve"],
    "finance": ["invoice:read", "invoice:pay", "report:read"],
}

PLACES = {
    "buyer": ["AB Volvo", "Scania CV AB", "Atlas Copco AB", "Ingka Holding B.V."],
    "approver": ["Volkswagen AG", "Audi AG", "Škoda Auto a.s.", "AB Volvo"],
    "finance": [
        "Alphabet Inc.",
        "Google LLC",
        "Nestlé S.A.",
        "Investor AB",
        "AB Volvo",
    ],
}
"""Of which companies the user with a role is an admin."""


class DemoUser(msgspec.Struct, kw_only=True):
    """One who can sign in to the demo."""

    email: str
    password: str
    id: UUID


class Demo(msgspec.Struct, kw_only=True):
    """What it takes to use the demo: all that `demo.json` holds."""

    base_url: str
    app_id: UUID
    client_id: str
    client_secret: str
    users: list[DemoUser]


class Listed(msgspec.Struct, kw_only=True):
    """One of the companies that the demo begins with; all public facts."""

    name: str
    parent: str
    country: str
    state: str
    town: str
    postal_code: str
    street: str
    industry: str


async def add_demo_data(tx: Tx, actor: Actor, slug: str) -> Demo:
    """Make the demo's app with all that is in it; return its secrets."""
    app = await apps.create(tx, actor, slug=slug, name="Koncern demo")
    credential, secret = await create_credential(
        tx, actor, name="demo", scope=Scope.ADMIN
    )
    machine = await recognise_credential(tx, credential.client_id, secret)
    listed = read_companies()
    await _make_labels(tx, machine, listed)
    companies = await _register(tx, machine, listed)
    await group(tx, machine, companies)
    return Demo(
        base_url="",
        app_id=app.id,
        client_id=credential.client_id,
        client_secret=secret,
        users=[await _make_user(tx, machine, role, companies) for role in ROLES],
    )


async def _make_labels(tx: Tx, actor: Actor, listed: list[Listed]) -> None:
    for industry in sorted({company.industry for company in listed}):
        name = industry.replace("-", " ").capitalize()
        await tags.add(tx, actor, NewTag(key=industry, name=name))
    for slug, name in (("groups", "Group parents"), ("subsidiaries", "Subsidiaries")):
        await customer_groups.add(tx, actor, NewCustomerGroup(slug=slug, name=name))
    for slug, name, country in (
        ("nordics", "Nordics", "SE"),
        ("europe", "Europe", "DE"),
        ("americas", "Americas", "US"),
        ("asia", "Asia", "JP"),
    ):
        group = NewStoreGroup(
            slug=slug, name=name, country_of_sale=country, store_type=StoreType.B2B
        )
        await store_groups.add(tx, actor, group)


async def _register(tx: Tx, actor: Actor, listed: list[Listed]) -> dict[str, UUID]:
    """Register every company, parents first, and group them under their parents."""
    ids: dict[str, UUID] = {}
    below: dict[str, list[UUID]] = {}
    for place, company in enumerate(listed, 1):
        described = _described(company, place, ids.get(company.parent))
        made = await registrations.register(tx, actor, described)
        ids[company.name] = made.id
        if company.parent:
            below.setdefault(company.parent, []).append(made.id)
    for parent, members in below.items():
        await organizations.create(tx, actor, owner=ids[parent], members=members)
    return ids


def _described(company: Listed, place: int, parent: UUID | None) -> Registration:
    address = {
        "company_name": company.name,
        "street_address": company.street,
        "postal_code": company.postal_code,
        "city": company.town,
        "state_province": company.state or None,
        "country": company.country,
        "is_default": True,
    }
    described = {
        "name": company.name,
        "contact_name": "Accounts payable",
        "invoice_email": f"billing@company{place}.example.com",
        "billing_address": [address],
        "tags": [company.industry],
        "customer_groups": ["subsidiaries" if company.parent else "groups"],
        "store_groups": [_store_group(company.country)],
        "parent_id": parent,
        "status": "active",
    }
    return msgspec.convert(described, Registration)


def _store_group(country: str) -> str:
    for slug, countries in (
        ("nordics", NORDICS),
        ("americas", AMERICAS),
        ("asia", ASIA),
    ):
        if country in countries:
            return slug
    return "europe"


async def _make_user(
    tx: Tx, actor: Actor, role: str, companies: dict[str, UUID]
) -> DemoUser:
    """Make a user with a role, as an admin of some companies."""
    made = await roles.add(
        tx, actor, NewRole(slug=role, name=role.capitalize(), permissions=ROLES[role])
    )
    new = NewUser(email=f"{role}@demo.example.com", password=secrets.token_urlsafe(12))
    user = await users.create(tx, actor, new)
    for company in PLACES[role]:
        await memberships.add(
            tx, actor, companies[company], user=user.id, level=Level.ADMIN, role=made.id
        )
    assert new.password is not None
    return DemoUser(email=new.email, password=new.password, id=user.id)


def read_companies() -> list[Listed]:
    """Read the companies that the demo begins with, parents before subsidiaries."""
    path = files("koncern.cli") / "demo_companies.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [msgspec.convert(row, Listed) for row in rows]
