"""Many who move companies at once: no circle, no half move, nothing forgotten.

By hand, for longer and in a larger forest:
KONCERN_TEST_FOREST=2000 KONCERN_TEST_LONG=20 pytest -s <this file>
"""

from collections import Counter
from pathlib import Path

import pytest
from forests import HIERARCHIES, MOVES, all_at_once, forgotten, plant, recorded

from patience import wait_until
from service import serving
from trees import circles, declare, differences
from world import Operator, World

pytestmark = pytest.mark.usefixtures("in_order")

SECOND = 1 / 24 / 60 / 60


def test_trees_stay_trees_and_the_record_tells_every_move(world: World):
    declare(world.machine())
    calls = all_at_once(world.machine, plant(world), days=5)

    # Neither a deadlock (503) nor anything broken (500) is among the answers.
    assert {each.status for each in calls} == {200, 409}
    assert differences(world) == []
    assert circles(world) == []
    assert forgotten(world, calls) == []
    for hierarchy in HIERARCHIES:
        moved = Counter(
            each.company
            for each in calls
            if each.hierarchy == hierarchy and each.verb in MOVES
        )
        for company, changes in recorded(world, hierarchy).items():
            # A move to where it stands already is answered, and changes nothing.
            assert changes["moves"] <= moved[company]
            assert changes["times"] == changes["moves"]
            if hierarchy == "main":
                assert changes["moves"] == changes["version"] - 1


def test_two_workers_keep_the_trees_of_one_app(data: Path, operator: Operator):
    with serving(data, "--workers", "2") as service:
        world = World(service.url, operator)
        declare(world.machine())
        calls = all_at_once(world.machine, plant(world), days=2 * SECOND)
        wait_until_decided(world)
        world.close()

    assert {each.status for each in calls} == {200, 409}
    assert differences(world) == []
    assert circles(world) == []
    assert forgotten(world, calls) == []
    planned = [each for each in calls if each.verb == "plan" and each.status == 200]
    assert len(states(world)) == len(planned)


def wait_until_decided(world: World) -> None:
    """Wait until what was planned has come to pass."""
    wait_until(
        lambda: "pending" not in states(world), lambda: str(Counter(states(world)))
    )
    print(f"  planned: {dict(Counter(states(world)))}")  # noqa: T201 - to be read


def states(world: World) -> list[str]:
    """Return how far what was planned has come."""
    rows = world.operator.query(
        "SELECT state FROM scheduled_move WHERE app_id = $1", world.app
    )
    return [row["state"] for row in rows]
