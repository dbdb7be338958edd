"""Every list that is read in pages, and an app in which each of them has rows enough."""

from typing import Any

from addresses import added
from paying import arrange

from clients import Client
from koncern.api.http import Route
from koncern.worker import ROUTES
from trees import in_time, plan
from world import World, add_customer, add_file, add_organization, new_company

PAGED = [each for each in ROUTES if each.is_paged]

ROWS = 5
"""How many rows each list has at least."""

LABELS = {
    "/roles": "slug",
    "/customer-groups": "slug",
    "/store-groups": "slug",
    "/tags": "key",
    "/attributes": "key",
    "/hierarchies": "slug",
}
"""The paths of what has a short name, and what that is called."""


def fill(world: World) -> dict[str, str]:
    """Make some of everything; return what stands for each name in a path."""
    machine = world.machine()
    for path, name in LABELS.items():
        for n in range(ROWS):
            send(machine, "POST", path, {name: f"s-{n}", "name": f"N{n}"})
    companies = fill_tree(machine)
    return (
        {"app_id": str(world.app), "slug": "s-0"}
        | {"organisations": companies[0], "siblings": companies[1]}
        | {"users": fill_people(world, machine, companies[0])}
        | fill_billing(world.customers(), str(world.app))
    )


def fill_tree(machine: Client) -> list[str]:
    """Make a company, those below it, and some that wait; return those that do not."""
    companies: list[str] = []
    for n in range(ROWS + 2):
        facts: dict[str, Any] = {"customer_groups": [{"slug": "s-0"}]}
        if companies:
            facts["parent_id"] = companies[0]
        body = new_company(f"C{n}", status="active", **facts)
        made = send(machine, "POST", "/organisations", body)
        companies.append(made["company"]["id"])
    for child in companies[1:]:
        arrange(machine, child, "parent")
        plan(machine, child, None, in_time(days=1))
    for _ in range(ROWS):
        body = new_company("Of one name", status="pending")
        send(machine, "POST", "/organisations", body)
    return companies


def fill_people(world: World, machine: Client, company: str) -> str:
    """Give a company files, people, and addresses that are only for the last of them."""
    users = [str(world.person(f"user{n}").id) for n in range(ROWS)]
    for user in users:
        place = {"user_id": user, "level": "admin"}
        send(machine, "POST", f"/organisations/{company}/users", place)
    for user in users:
        add_file(machine, company, f"{user}.pdf")
        address = added(machine, company, name=user)["id"]
        path = f"/organisations/{company}/addresses/{address}/users"
        send(machine, "PUT", path, {"user_ids": [users[-1]]})
    group = "/customer-groups/s-0/users"
    send(machine, "POST", group, {"user_ids": users})
    return users[-1]


def fill_billing(billing: Client, app: str) -> dict[str, str]:
    """Make customers and organizations, with numbers, aliases and plans."""
    tiers = [{"tier": "gold"}, {"tier": "none"}, {}] * ROWS
    owner, *members = [
        add_customer(billing, f"M{n // 2}", customProperties=tiers[n])
        for n in range(ROWS + 1)
    ]
    organizations = [add_organization(billing, owner, *members) for _ in range(ROWS)]
    changes = f"/customer-organizations/{organizations[0]}/scheduled-changes"
    for member, state in zip(members, ("AK", "AL", "AR", "AZ", "CO"), strict=True):
        alias = {"customerId": owner, "value": f"alias of {member}"}
        send(billing, "POST", "/customer-aliases", alias)
        number = {"taxIdentifier": "12-3456789", "country": "US", "state": state}
        for whose in ({"customerId": owner}, {"merchantId": app}):
            send(billing, "POST", "/tax-registrations", number | whose)
        leaves = {"customerId": member, "change": "leave"}
        send(billing, "POST", changes, leaves | {"effectiveAt": in_time(days=1)})
    return {
        "customer-organizations": organizations[0],
        "for-customer": owner,
        "for-merchant": app,
    }


def send(client: Client, method: str, path: str, body: Any) -> Any:
    """Send a request that is carried out; return what it answers."""
    reply = client.request(method, path, json=body)
    assert reply.status_code < 300, (path, reply.text)
    return reply.json()


def path_of(route: Route, facts: dict[str, str]) -> str:
    """Return the path of a list of something that is there."""
    path = route.path
    for name in ("app_id", "slug"):
        path = path.replace(f"{{{name}}}", facts[name])
    before = path.partition("/{id}")[0].rpartition("/")[2]
    named = before if "/siblings" not in path else "siblings"
    return path.replace("{id}", facts.get(named, ""))


def rows_of(body: dict[str, Any]) -> list[Any]:
    """Return the rows of a page, whatever the list calls them."""
    (rows,) = [each for each in body.values() if isinstance(each, list)]
    return rows
