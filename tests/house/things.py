"""What there can be in an app: one of each, for tests that nobody else sees it."""

from dataclasses import dataclass

import of_billing

from clients import Client
from world import World, add_customer, add_file, add_organization


@dataclass
class Things:
    """What there is in an app, by its ids."""

    app: str
    owner: str
    member: str
    organization: str
    tag: str
    role: str
    alias: str
    tax_registration: str
    user: str
    file: str
    scheduled_move: str
    contact: str
    scheduled_change: str

    def ids(self) -> list[str]:
        """Return all of them that no other app's answer may show."""
        things = [self.owner, self.member, self.organization, self.tag, self.alias]
        things += [self.tax_registration, self.user, self.file, self.scheduled_move]
        return [self.app, *things, self.contact, self.scheduled_change]


def make_things(world: World) -> Things:
    """Fill an app with one of each."""
    machine, customers = world.machine(), world.customers()
    tag = machine.post("/tags", json={"key": "theirs", "name": "Tag"}).json()["id"]
    machine.post("/roles", json={"slug": "theirs", "name": "Role"}).raise_for_status()
    make_groups(machine)
    owner, member = add_customer(customers, "Owner"), add_customer(customers, "Member")
    set_price_list(machine, owner)
    organization = add_organization(customers, owner, member)
    alias = customers.post(
        "/customer-aliases", json={"customerId": owner, "value": "theirs"}
    ).json()["id"]
    number = {"taxIdentifier": "1", "country": "US", "state": "NY"}
    registered = customers.post(
        "/tax-registrations", json=number | {"customerId": owner}
    ).json()["id"]
    user = str(world.person("theirs").id)
    machine.post(
        f"/organisations/{owner}/users", json={"level": "admin", "user_id": user}
    ).raise_for_status()
    moving = machine.put(
        f"/organisations/{member}/parent",
        json={"parent_id": owner, "effective_at": "2099-01-01T00:00:00Z"},
    ).json()["scheduled_move"]["id"]
    (contact,) = customers.get(f"/customers/{owner}/contacts").json()["items"]
    return Things(
        app=str(world.app),
        owner=owner,
        member=member,
        organization=organization,
        tag=tag,
        role="theirs",
        alias=alias,
        tax_registration=registered,
        file=add_file(machine, owner),
        user=user,
        scheduled_move=moving,
        contact=contact["id"],
        scheduled_change=of_billing.schedule_leaving(customers, organization, member),
    )


def make_groups(machine: Client) -> None:
    """Fill an app with groups, a field that flows down, and a form for attributes."""
    machine.put("/inherited-fields/price_list").raise_for_status()
    named = {"slug": "theirs", "name": "Name"}
    store_group = machine.post("/store-groups", json=named).json()["id"]
    machine.post(
        "/customer-groups", json=named | {"store_group_id": store_group}
    ).raise_for_status()
    template = {"key": "theirs", "name": "Name"}
    machine.post("/attributes", json=template).raise_for_status()
    machine.post("/hierarchies", json=named).raise_for_status()


def set_price_list(machine: Client, company: str) -> None:
    """Let a company say something of a field that flows down."""
    said = {"value": "theirs"}
    machine.put(
        f"/organisations/{company}/settings/price_list", json=said
    ).raise_for_status()
