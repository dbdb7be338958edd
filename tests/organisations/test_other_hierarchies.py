"""Standing and moving in a hierarchy that is not the main one."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from clients import Client
from trees import add_company, circles, code, declare, differences, in_time, names
from trees import put_parent as put
from world import World

LISTS = ("ancestors", "children", "siblings", "descendants")
READS = ("place", *LISTS, "tree", "parents")


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


@pytest.fixture(autouse=True)
def _stays_true(world: World) -> Iterator[None]:
    yield
    assert differences(world) == []
    assert circles(world) == []


@pytest.fixture
def ids(machine: Client) -> dict[str, str]:
    """In the main hierarchy Top has A and B; in sales North has A (with B) and Top."""
    declare(machine)
    made = {"Top": add_company(machine, "Top")}
    made |= {name: add_company(machine, name, made["Top"]) for name in "AB"}
    made["North"] = add_company(machine, "North")
    for company, parent in (("Top", "North"), ("A", "North"), ("B", "A")):
        put(machine, made[company], made[parent], "sales").raise_for_status()
    return made


def read(client: Client, company: str, what: str, **asked: str) -> list[str]:
    params = {"hierarchy": "sales"} | asked
    return names(client.get(f"/organisations/{company}/{what}", params=params))


def test_each_hierarchy_has_a_place_of_its_own(machine: Client, ids: dict[str, str]):
    at = f"/organisations/{ids['A']}"

    main = machine.get(f"{at}/place").json()
    sales = machine.get(f"{at}/place?hierarchy=sales").json()

    assert main == machine.get(f"{at}/place?hierarchy=main").json()
    assert (main["parent_id"], main["children_count"]) == (ids["Top"], 0)
    assert sales == main | {
        "parent_id": ids["North"],
        "root_id": ids["North"],
        "children_count": 1,
        "descendants_count": 1,
    }
    assert read(machine, ids["B"], "ancestors") == ["A", "North"]
    assert read(machine, ids["North"], "children") == ["Top", "A"]
    assert read(machine, ids["Top"], "children") == []
    assert read(machine, ids["A"], "siblings") == ["Top"]
    assert read(machine, ids["North"], "siblings") == []
    assert read(machine, ids["North"], "descendants") == ["Top", "A", "B"]
    tree = machine.get(f"/organisations/{ids['North']}/tree?hierarchy=sales").json()
    assert [each["name"] for each in tree["children"]] == ["Top", "A"]
    assert [each["name"] for each in tree["children"][1]["children"]] == ["B"]
    (time,) = machine.get(f"{at}/parents?hierarchy=sales").json()["times"]
    assert (time["parent_id"], time["until"]) == (ids["North"], None)
    assert names(machine.get(f"{at}/ancestors")) == ["Top"]
    alone = add_company(machine, "Alone")
    place = machine.get(f"/organisations/{alone}/place?hierarchy=sales").json()
    assert (place["depth"], place["root_id"]) == (0, alone)


@pytest.mark.parametrize("when", ["now", "at a time"])
@pytest.mark.parametrize("what", ["children", "descendants"])
def test_pages_follow_each_other(
    machine: Client, ids: dict[str, str], what: str, when: str
):
    fixed = {"limit": "1", "hierarchy": "sales"}
    fixed |= {"as_of": in_time(minutes=1)} if when == "at a time" else {}
    at = f"/organisations/{ids['North']}/{what}"
    seen, cursor = [], {}
    while True:
        reply = machine.get(at, params=fixed | cursor)
        seen += names(reply)
        found = reply.json()["pagination"]
        if "after" not in found:
            break
        cursor = {"after": found["after"]}

    assert seen == read(machine, ids["North"], what)
    back = machine.get(at, params=fixed | {"before": found["before"]})
    assert names(back) == seen[-2:-1]


def test_it_is_read_as_it_was(machine: Client, ids: dict[str, str]):
    before = datetime.now(UTC).isoformat()
    put(machine, ids["A"], ids["Top"], "sales").raise_for_status()

    assert read(machine, ids["B"], "ancestors") == ["A", "Top", "North"]
    assert read(machine, ids["B"], "ancestors", as_of=before) == ["A", "North"]
    assert read(machine, ids["North"], "children", as_of=before) == ["Top", "A"]
    assert read(machine, ids["A"], "siblings", as_of=before) == ["Top"]
    below = read(machine, ids["North"], "descendants", as_of=before)
    assert below == ["Top", "A", "B"]
    asked = {"hierarchy": "sales", "as_of": before}
    tree = machine.get(f"/organisations/{ids['North']}/tree", params=asked).json()
    assert [each["name"] for each in tree["children"]] == ["Top", "A"]
    place = machine.get(f"/organisations/{ids['A']}/place", params=asked).json()
    assert (place["parent_id"], place["depth"]) == (ids["North"], 1)
    new = add_company(machine, "New")
    refused = machine.get(f"/organisations/{new}/place", params=asked)
    assert code(refused) == (400, "NotThereYet")


def test_a_slug_of_none_names_those_there_are(machine: Client, ids: dict[str, str]):
    at = f"/organisations/{ids['A']}"
    replies = [machine.get(f"{at}/{each}?hierarchy=legal") for each in READS]
    replies += [
        put(machine, ids["A"], None, "legal"),
        put(machine, ids["A"], None, "legal", effective_at=in_time(days=1)),
        machine.put(
            f"{at}/parent?hierarchy=legal&dry_run=true", json={"parent_id": None}
        ),
        machine.get(f"{at}/scheduled-moves?hierarchy=legal"),
        machine.get("/scheduled-moves?hierarchy=legal"),
    ]
    for reply in replies:
        assert code(reply) == (400, "HierarchyNotOfApp")
        (fault,) = reply.json()["errors"]
        assert fault["pointer"] == "/hierarchy"
        assert fault["detail"].endswith("main, sales")
    for slug in ("", "Sales", "x" * 64, "a'b"):
        wrong = machine.get(f"{at}/place", params={"hierarchy": slug})
        assert code(wrong) == (400, "QueryInvalid")


def test_a_move_names_its_hierarchy_and_leaves_the_company_as_it_is(
    world: World, machine: Client, ids: dict[str, str]
):
    at = f"/organisations/{ids['A']}"
    document, etag = machine.get(at).json(), machine.get(at).headers["etag"]

    reply = put(machine, ids["A"], ids["Top"], "sales", reason="Sold by Top")

    assert reply.json()["place"]["parent_id"] == ids["Top"]
    assert reply.headers["etag"] == etag
    assert machine.get(at).json() == document
    assert names(machine.get(f"{at}/ancestors")) == ["Top"]
    (event,) = world.operator.query(
        """SELECT before::text, after::text, reason FROM event
            WHERE app_id = $1 AND subject::text = $2 ORDER BY seq DESC LIMIT 1""",
        world.app,
        ids["A"],
    )
    assert all('"hierarchy":"sales"' in event[side] for side in ("before", "after"))
    assert event["reason"] == "Sold by Top"
    stale = machine.put(
        f"{at}/parent?hierarchy=sales",
        json={"parent_id": None},
        headers={"if-match": '"9"'},
    )
    assert stale.status_code == 412
    count = len(world.history(ids["A"]))
    assert put(machine, ids["A"], ids["Top"], "sales").is_success
    assert len(world.history(ids["A"])) == count


def test_the_rules_of_trees_hold_there(
    world: World, other_world: World, machine: Client, ids: dict[str, str]
):
    away = add_company(machine, "Away")
    machine.delete(f"/organisations/{away}").raise_for_status()
    theirs = add_company(other_world.machine(), "Theirs")

    for parent in ("North", "A", "B"):
        refused = put(machine, ids["North"], ids[parent], "sales")
        assert code(refused) == (409, "ParentBelow")
    assert code(put(machine, ids["A"], away, "sales")) == (409, "ParentArchived")
    assert code(put(machine, away, ids["A"], "sales")) == (409, "CompanyArchived")
    assert code(put(machine, ids["A"], theirs, "sales")) == (400, "ParentUnknown")
    anna = world.person()
    hers = add_company(anna, "Hers")
    assert put(anna, hers, None, "sales").status_code == 403
    # What is below in one hierarchy may be above in another.
    assert put(machine, ids["Top"], ids["A"], "sales").is_success
    parent = ids["B"]
    for level in range(3, 64):
        below = add_company(machine, f"Level {level}")
        put(machine, below, parent, "sales").raise_for_status()
        parent = below
    for more in ({}, {"effective_at": in_time(days=1)}):
        deep = put(machine, hers, parent, "sales", **more)
        assert code(deep) == (409, "TooDeep")


def test_the_past_is_corrected_there(
    world: World, machine: Client, ids: dict[str, str]
):
    since = datetime.now(UTC).isoformat()

    corrected = put(
        machine, ids["A"], ids["Top"], "sales", effective_at=since, reason="Mistyped"
    )

    assert corrected.json()["place"]["parent_id"] == ids["Top"]
    path = f"/organisations/{ids['A']}/parents"
    times = machine.get(f"{path}?hierarchy=sales").json()["times"]
    believed = [each["parent_id"] for each in times if each["corrected_at"]]
    assert believed == [ids["North"]]
    assert len(machine.get(path).json()["times"]) == 1
    assert world.history(ids["A"])[-1] == "company.moved"
    circle = put(
        machine, ids["North"], ids["B"], "sales", effective_at=since, reason="No"
    )
    assert code(circle) == (409, "ParentBelow")


def test_who_sees_what_follows_the_main_hierarchy(
    world: World, machine: Client, ids: dict[str, str]
):
    anna = world.person()
    hers = add_company(anna, "Hers")
    put(machine, ids["B"], hers).raise_for_status()
    put(machine, hers, ids["A"], "sales").raise_for_status()
    put(machine, ids["Top"], hers, "sales").raise_for_status()
    put(machine, ids["B"], ids["Top"], "sales").raise_for_status()

    # B stands below hers in the main hierarchy; A and Top only in sales.
    assert read(anna, hers, "ancestors") == []
    assert read(anna, hers, "descendants") == ["B"]
    assert read(anna, ids["B"], "ancestors") == ["Hers"]
    for what in READS:
        reply = anna.get(f"/organisations/{ids['Top']}/{what}?hierarchy=sales")
        assert reply.status_code == 404


def test_a_division_is_part_of_what_stands_above_it_in_main(
    machine: Client, ids: dict[str, str]
):
    at = f"/organisations/{ids['A']}"
    before = machine.get(f"{at}/place?hierarchy=sales").json()
    kind = machine.put(f"{at}/kind", json={"kind": "division"})
    assert kind.is_success

    moved = put(machine, ids["A"], None, "sales")
    place = moved.json()["place"]

    assert (before["legal_entity_id"], place["kind"]) == (ids["A"], "division")
    assert (place["legal_entity_id"], place["parent_id"]) == (ids["Top"], None)
    later = {"hierarchy": "sales", "as_of": in_time(minutes=1)}
    then = machine.get(f"{at}/place", params=later).json()
    assert then["legal_entity_id"] == ids["Top"]
    assert code(put(machine, ids["A"], None)) == (409, "DivisionNeedsParent")


def test_a_preview_shows_what_would_change_there(
    world: World, machine: Client, ids: dict[str, str]
):
    anna = world.person()
    hers = add_company(anna, "Hers")
    at = f"/organisations/{ids['A']}"
    machine.put(f"{at}/kind", json={"kind": "division"}).raise_for_status()

    seen = machine.put(
        f"{at}/parent?hierarchy=sales&dry_run=true", json={"parent_id": hers}
    ).json()["preview"]

    assert (seen["is_possible"], seen["moving_count"]) == (True, 2)
    assert seen["before"]["parent_id"] == ids["North"]
    assert seen["after"]["root_id"] == hers
    assert seen["after"]["legal_entity_id"] == ids["Top"]
    assert seen["legal_entity_changes"] == []
    assert seen["gains_access"] == seen["loses_access"] == []
    machine.patch("/hierarchies/sales", json={"status": "inactive"})
    refused = machine.put(
        f"{at}/parent?hierarchy=sales&dry_run=true", json={"parent_id": ids["B"]}
    ).json()["preview"]
    codes = {each["code"] for each in refused["refusals"]}
    assert codes == {"HierarchyInactive", "ParentBelow"}


@pytest.mark.parametrize("way", ["", "?children=lift", "?children=archive"])
def test_who_stands_below_an_archived_company_stays_there(
    machine: Client, ids: dict[str, str], way: str
):
    archived = machine.delete(f"/organisations/{ids['A']}{way}")

    assert archived.status_code == 200
    place = machine.get(f"/organisations/{ids['B']}/place?hierarchy=sales").json()
    assert (place["parent_id"], place["archived_at"]) == (ids["A"], None)
    (above, _) = machine.get(
        f"/organisations/{ids['B']}/ancestors?hierarchy=sales"
    ).json()["companies"]
    assert above["archived_at"] is not None
    assert code(put(machine, ids["Top"], ids["A"], "sales")) == (409, "ParentArchived")
    assert put(machine, ids["B"], ids["North"], "sales").is_success
