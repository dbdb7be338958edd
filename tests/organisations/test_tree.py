"""Reading company trees: who stands above, below and beside, now and at other times."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from clients import Client
from trees import add_company, in_time, names, put_parent
from world import World


@pytest.fixture
def machine(world: World) -> Client:
    return world.machine()


@pytest.fixture
def ids(machine: Client) -> dict[str, str]:
    """Top has A and B; A has A1 (with A11) and A2."""
    made: dict[str, str] = {}
    for name, parent in (
        ("Top", None),
        ("A", "Top"),
        ("B", "Top"),
        ("A1", "A"),
        ("A2", "A"),
        ("A11", "A1"),
    ):
        made[name] = add_company(machine, name, made.get(parent or ""))
    return made


def test_a_place_tells_what_is_above_and_below(machine: Client, ids: dict[str, str]):
    place = machine.get(f"/organisations/{ids['A']}/place").json()

    assert place == {
        "id": ids["A"],
        "name": "A",
        "status": "pending",
        "kind": "company",
        "archived_at": None,
        "parent_id": ids["Top"],
        "depth": 1,
        "children_count": 2,
        "descendants_count": 3,
        "legal_entity_id": ids["A"],
        "root_id": ids["Top"],
    }
    alone = add_company(machine, "Alone")
    place = machine.get(f"/organisations/{alone}/place").json()
    assert (place["depth"], place["root_id"], place["children_count"]) == (0, alone, 0)


def test_lists_are_in_their_order(machine: Client, ids: dict[str, str]):
    low, top, leaf = ids["A1"], ids["Top"], ids["A11"]

    assert names(machine.get(f"/organisations/{leaf}/ancestors")) == ["A1", "A", "Top"]
    assert names(machine.get(f"/organisations/{top}/ancestors")) == []
    assert names(machine.get(f"/organisations/{top}/children")) == ["A", "B"]
    assert names(machine.get(f"/organisations/{leaf}/children")) == []
    assert names(machine.get(f"/organisations/{low}/siblings")) == ["A2"]
    assert names(machine.get(f"/organisations/{top}/siblings")) == []
    below = f"/organisations/{top}/descendants"
    assert names(machine.get(below)) == ["A", "A1", "A11", "A2", "B"]
    assert names(machine.get(f"{below}?depth=1")) == ["A", "B"]
    machine.delete(f"/organisations/{ids['B']}")
    assert names(machine.get(f"{below}?archived=true")) == ["B"]
    assert names(
        machine.get(f"{below}?archived=false&status=pending&kind=company")
    ) == ["A", "A1", "A11", "A2"]
    assert names(machine.get(f"{below}?kind=division")) == []


@pytest.mark.parametrize("when", ["now", "at a time"])
@pytest.mark.parametrize("what", ["descendants", "children", "siblings"])
def test_pages_follow_each_other(
    machine: Client, ids: dict[str, str], what: str, when: str
):
    of = add_company(machine, "A3", ids["A"]) if what == "siblings" else ids["A"]
    fixed = {"limit": 1} | (
        {"as_of": in_time(minutes=1)} if when == "at a time" else {}
    )
    every = names(machine.get(f"/organisations/{of}/{what}"))
    seen, cursor = [], {}
    while True:
        reply = machine.get(f"/organisations/{of}/{what}", params=fixed | cursor)
        seen += names(reply)
        found = reply.json()["pagination"]
        if "after" not in found:
            break
        assert machine.get(reply.links["next"]["url"]).status_code in {200, 404}
        cursor = {"after": found["after"]}

    assert seen == every
    back = machine.get(
        f"/organisations/{of}/{what}", params=fixed | {"before": found["before"]}
    )
    assert names(back) == every[-2:-1]


def test_a_tree_shows_levels_until_enough_is_shown(
    machine: Client, ids: dict[str, str]
):
    at = f"/organisations/{ids['Top']}/tree"

    tree = machine.get(at, params={"depth": 1}).json()
    assert [each["name"] for each in tree["children"]] == ["A", "B"]
    assert [each["hidden_count"] for each in tree["children"]] == [2, 0]
    tree = machine.get(at, params={"limit": 2}).json()
    assert [each["name"] for each in tree["children"]] == ["A"]
    assert (tree["children_count"], tree["hidden_count"]) == (2, 1)
    tree = machine.get(at).json()
    deepest = tree["children"][0]["children"][0]["children"][0]
    assert (deepest["name"], deepest["children"]) == ("A11", [])
    for wrong in ({"depth": 0}, {"depth": 65}, {"limit": 1001}, {"levels": 3}):
        assert machine.get(at, params=wrong).status_code == 400


def test_it_is_read_as_it_was(machine: Client, ids: dict[str, str]):
    before = datetime.now(UTC).isoformat()
    put_parent(machine, ids["A"], ids["B"]).raise_for_status()
    new = add_company(machine, "New", ids["A1"])
    at = {name: f"/organisations/{id_}" for name, id_ in ids.items()}

    assert names(machine.get(f"{at['A11']}/ancestors")) == ["A1", "A", "B", "Top"]
    then = {"as_of": before}
    assert names(machine.get(f"{at['A11']}/ancestors", params=then)) == [
        "A1",
        "A",
        "Top",
    ]
    assert names(machine.get(f"{at['Top']}/children", params=then)) == ["A", "B"]
    assert names(machine.get(f"{at['A']}/siblings", params=then)) == ["B"]
    below = machine.get(f"{at['Top']}/descendants", params=then)
    assert names(below) == ["A", "A1", "A11", "A2", "B"]
    tree = machine.get(f"{at['Top']}/tree", params=then).json()
    assert [each["name"] for each in tree["children"]] == ["A", "B"]
    place = machine.get(f"{at['Top']}/place", params=then).json()
    assert (place["children_count"], place["descendants_count"]) == (2, 5)
    refused = machine.get(f"/organisations/{new}/place", params=then)
    assert (refused.status_code, refused.json()["code"]) == (400, "NotThereYet")


def test_a_time_that_is_none_is_refused(machine: Client, ids: dict[str, str]):
    for what in ("place", "ancestors", "children", "siblings", "descendants", "tree"):
        for as_of in (
            "yesterday",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "1999-01-01T00:00:00Z",
        ):
            reply = machine.get(
                f"/organisations/{ids['A']}/{what}", params={"as_of": as_of}
            )
            assert reply.status_code == 400, (what, as_of)
            assert reply.json()["errors"][0]["pointer"] == "/as_of"


def test_people_see_their_company_and_what_stands_below_if_they_are_its_admin(
    world: World, machine: Client, ids: dict[str, str]
):
    anna, charlie = world.person(), world.person("charlie")
    hers = add_company(anna, "Hers")
    put_parent(machine, hers, ids["A"]).raise_for_status()
    put_parent(machine, ids["B"], hers).raise_for_status()

    assert anna.get(f"/organisations/{hers}/place").json()["root_id"] == ids["Top"]
    assert names(anna.get(f"/organisations/{hers}/ancestors")) == []
    assert names(anna.get(f"/organisations/{hers}/siblings")) == []
    assert names(anna.get(f"/organisations/{hers}/descendants")) == ["B"]
    assert names(anna.get(f"/organisations/{ids['B']}/ancestors")) == ["Hers"]
    for what in ("place", "ancestors", "children", "descendants", "tree", "parents"):
        assert anna.get(f"/organisations/{ids['A']}/{what}").status_code == 404
        assert charlie.get(f"/organisations/{hers}/{what}").status_code == 404
        assert machine.get(f"/organisations/{uuid4()}/{what}").status_code == 404
