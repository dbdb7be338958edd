"""Roll-ups: whose invoices go to a company, at any time, in pages."""

import random
from typing import Any

import pytest
from paying import arrange, now, owner, put_payer, rolled_up

from clients import Client
from trees import add_company, in_time, put_parent
from world import World, add_customer, add_organization


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


def test_everyone_whose_invoices_roll_up_is_listed_once(world: World, machine: Client):
    billing = world.customers()
    top, buyer = add_customer(billing, "Top"), add_customer(billing, "Buyer")
    child, named = (add_company(machine, name, top) for name in ("C", "N"))
    below = add_company(machine, "Below", child)
    add_company(machine, "Not", child)
    made = add_organization(billing, top, buyer)
    arrange(machine, child, "parent")
    arrange(machine, below, "root", payment_owner="self")
    arrange(machine, named, "ancestor", company_id=top)
    arrange(machine, buyer, "customer_organization", customer_organization_id=made)

    reply = machine.get(f"/organisations/{top}/roll-up").json()

    rows = [(each["company_id"], each["kind"]) for each in reply["companies"]]
    assert rows == [
        (top, "self"),
        (child, "parent"),
        (below, "root"),
        (named, "ancestor"),
        (buyer, "customer_organization"),
    ]
    assert reply["companies"][2]["payment_owner_id"] == below
    assert reply["companies"][2]["name"] == "Below"
    assert rolled_up(machine, child) == []
    assert rolled_up(machine, top, limit=1) == [company for company, _ in rows]
    assert backwards(machine, top, limit=2) == [company for company, _ in rows]
    ahead = in_time(days=1)
    assert rolled_up(machine, top, ahead, limit=2) == [company for company, _ in rows]
    assert backwards(machine, top, ahead) == [company for company, _ in rows]


def backwards(
    client: Client, company: str, at: str | None = None, limit: int = 1
) -> list[str]:
    """Read a roll-up from its end, page by page."""
    url = f"/organisations/{company}/roll-up"
    params: dict[str, Any] = {"limit": limit} | ({"at": at} if at else {})
    page = client.get(url, params=params).json()
    while "after" in page["pagination"]:
        after = params | {"after": page["pagination"]["after"]}
        page = client.get(url, params=after).json()
    found = [each["company_id"] for each in page["companies"]]
    while "before" in page["pagination"]:
        before = params | {"before": page["pagination"]["before"]}
        reply = client.get(url, params=before)
        assert reply.status_code == 200, reply.text
        page = reply.json()
        found = [each["company_id"] for each in page["companies"]] + found
    return found


def test_it_is_what_asking_everybody_would_say(world: World, machine: Client):
    """At several times, in a forest that was moved about, with organizations."""
    billing, chance = world.customers(), random.Random(7)
    companies = [add_customer(billing, f"Company {n}") for n in range(14)]
    for n, company in enumerate(companies[3:], 3):
        put_parent(machine, company, companies[chance.randrange(n)]).raise_for_status()
    made = [add_organization(billing, each) for each in chance.sample(companies, 3)]
    times: list[str | None] = [None]
    for n in range(140):
        change(machine, billing, companies, made, chance)
        if n % 45 == 30:
            times.append(now())
    for company in chance.sample(companies, 4):
        parent = chance.choice(companies)
        put_parent(machine, company, parent, effective_at=in_time(days=1))
        put_payer(machine, company, "root", effective_at=in_time(days=1))
    for company in chance.sample(companies, 6):
        leave_or_join(billing, made, company, chance)
    times.append(in_time(days=2))

    paying = 0
    for at in times:
        owners = {each: owner(machine, each, at) for each in companies}
        for company in companies:
            expected = {each for each, of in owners.items() if of == company}
            found = rolled_up(machine, company, at, limit=3)
            assert len(found) == len(set(found))
            assert set(found) == expected, (company, at)
            paying += len(expected - {company})
    assert paying > 20, "nobody pays for anybody: the test says nothing"


def change(
    machine: Client,
    billing: Client,
    companies: list[str],
    made: list[str],
    chance: random.Random,
) -> None:
    """Make a change, whichever; one that cannot be is refused."""
    company, other = chance.sample(companies, 2)
    place = f"/customer-organizations/{chance.choice(made)}"
    dice = chance.random()
    if dice < 0.2:
        reply = put_parent(machine, company, chance.choice([other, None]))
    elif dice < 0.4:
        reply = billing.post(f"{place}/members", json={"customerIds": [company, other]})
    elif dice < 0.45:
        reply = billing.delete(f"{place}/members/{company}")
    elif dice < 0.5:
        reply = billing.put(f"{place}/owner", json={"ownerId": company})
    elif dice < 0.65:
        reply = put_payer(machine, company, "ancestor", company_id=other)
    elif dice < 0.85:
        named = {"customer_organization_id": place.rsplit("/", 1)[1]}
        reply = put_payer(machine, company, "customer_organization", **named)
    else:
        reply = put_payer(machine, company, chance.choice(["parent", "root", "self"]))
    assert reply.status_code in {200, 400, 404, 409}, reply.text


def leave_or_join(
    billing: Client, made: list[str], company: str, chance: random.Random
) -> None:
    """Plan whichever of the two can be."""
    for way in ("leave", "join"):
        reply = billing.post(
            f"/customer-organizations/{chance.choice(made)}/scheduled-changes",
            json={"customerId": company, "change": way, "effectiveAt": in_time(days=1)},
        )
        assert reply.status_code in {201, 409}, reply.text


def test_cursors_that_it_did_not_give_are_refused(machine: Client):
    a = add_company(machine, "A")
    url = f"/organisations/{a}/roll-up"
    sections = ["AAAAAAAAAAAAAAAAAAAAAQ", "_" * 22, "A" * 43, "AAAAAAAAAAAAAAAAAAAAAw"]
    for cursor in ("x", "", *sections):
        for name in ("after", "before"):
            reply = machine.get(url, params={name: cursor})
            assert reply.status_code == 400, cursor
    both = {"after": "A" * 22, "before": "A" * 22}
    assert machine.get(url, params=both).status_code == 400
