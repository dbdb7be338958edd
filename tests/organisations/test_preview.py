"""A move is looked at before it is made: who pays, and what is inherited, after it."""

from datetime import UTC, datetime
from typing import Any

from settings import declare, put

from clients import Client
from trees import add_company, put_parent
from world import World


def preview(client: Client, company: str, parent: str | None, **more: Any) -> Any:
    """Look at a move of a company; return what is told of it."""
    reply = client.put(
        f"/organisations/{company}/parent?dry_run=true",
        json={"parent_id": parent} | more,
    )
    assert reply.status_code == 200, reply.text
    return reply.json()["preview"]


def test_it_tells_what_would_be_inherited_otherwise(world: World):
    machine = world.machine()
    declare(machine, "price_list", "customer_groups")
    machine.post("/customer-groups", json={"slug": "g", "name": "G"}).raise_for_status()
    old, new = add_company(machine, "Old"), add_company(machine, "New")
    moving = add_company(machine, "Moving", old)
    add_company(machine, "Below", moving)
    put(machine, old, "price_list", "old").raise_for_status()
    put(machine, new, "price_list", "new").raise_for_status()
    put(machine, new, "customer_groups", ["g"]).raise_for_status()

    seen = preview(machine, moving, new)

    (price_list,), (groups,) = seen["setting_changes"], seen["customer_group_changes"]
    assert (price_list["before"]["value"], price_list["after"]["value"]) == (
        "old",
        "new",
    )
    assert price_list["after"]["source"] == {"id": new, "name": "New"}
    assert (groups["before"]["state"], groups["after"]["state"]) == (
        "unset",
        "inherited",
    )
    assert (price_list["heirs_count"], groups["heirs_count"]) == (1, 1)


def test_it_tells_whose_payer_would_be_another(world: World):
    machine = world.machine()
    old, new = add_company(machine, "Old"), add_company(machine, "New")
    moving = add_company(machine, "Moving", old)
    below = add_company(machine, "Below", moving)
    alone = add_company(machine, "Alone", moving)
    for each in (moving, below):
        arranged = {"invoice_owner": {"kind": "root"}}
        machine.put(f"/organisations/{each}/payer", json=arranged).raise_for_status()

    seen = preview(machine, moving, new)
    before = datetime.now(UTC).isoformat()
    put_parent(machine, moving, new).raise_for_status()

    changed = {each["company_id"]: each for each in seen["payer_changes"]}
    assert changed.keys() == {moving, below}
    assert alone not in changed
    assert seen["payer_changes_count"] == 2
    for company, told in changed.items():
        path = f"/organisations/{company}/payer"
        now, then = machine.get(path), machine.get(path, params={"at": before})
        assert told["invoice_owner_before"] == old
        assert told["invoice_owner_after"] == new
        assert now.json()["invoice_owner"]["company_id"] == new
        assert then.json()["invoice_owner"]["company_id"] == old


def test_of_a_move_that_is_refused_or_elsewhere_it_tells_neither(world: World):
    machine = world.machine()
    declare(machine, "price_list")
    machine.post("/hierarchies", json={"slug": "sales", "name": "S"}).raise_for_status()
    top, other = add_company(machine, "Top"), add_company(machine, "Other")
    part = add_company(machine, "Part", top)
    put(machine, top, "price_list", "a").raise_for_status()
    put(machine, other, "price_list", "b").raise_for_status()

    refused = preview(machine, top, part)
    elsewhere = machine.put(
        f"/organisations/{part}/parent?dry_run=true&hierarchy=sales",
        json={"parent_id": other},
    ).json()["preview"]

    assert [each["code"] for each in refused["refusals"]] == ["ParentBelow"]
    assert elsewhere["is_possible"]
    for seen in (refused, elsewhere):
        assert seen["setting_changes"] == seen["payer_changes"] == []
    assert [
        each["field"] for each in preview(machine, part, other)["setting_changes"]
    ] == ["price_list"]


def test_a_stale_version_is_told_also_when_only_looking(world: World):
    machine = world.machine()
    top, part = add_company(machine, "Top"), add_company(machine, "Part")

    reply = machine.put(
        f"/organisations/{part}/parent?dry_run=true",
        json={"parent_id": top},
        headers={"If-Match": '"99"'},
    )

    assert reply.status_code == 412
