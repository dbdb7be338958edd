"""Examples of the company tree: what its operations answer."""

from typing import Any

from koncern.api.organisations import hierarchies, moves
from koncern.api.organisations.divisions import KindOfCompany
from koncern.api.organisations.hierarchies import HierarchyList
from koncern.api.organisations.moves import Moved, ScheduledMoveList
from koncern.api.organisations.trees import Ancestors, PlaceList, TimeList
from koncern.trees.hierarchies import Hierarchy
from koncern.trees.positions import Branch, Place
from koncern.trees.scheduled_moves import ScheduledMove

SCHEDULED_MOVE = "01990b8e-bb6b-7d10-9c4e-2f3a4b5c6d7e"

ID_UNDER = {
    "hierarchies": hierarchies.EXAMPLE["slug"],
    "scheduled-moves": SCHEDULED_MOVE,
}
"""The example of an id or slug in a path, by what stands before it."""


def answers(company: str, moment: str) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown."""
    place = _place(company)
    parent = moves.EXAMPLE["parent_id"]
    below = place | {"parent_id": parent, "depth": 1, "root_id": parent}
    move = _move(company, moment)
    time = {"parent_id": parent, "since": moment, "until": None}
    time |= {"recorded_at": moment, "corrected_at": None, "reason": None}
    kind = {name: place[name] for name in ("kind", "legal_entity_id")}
    hierarchy = _hierarchy(moment)
    return {
        Hierarchy: hierarchy,
        HierarchyList: {"hierarchies": [hierarchy], "pagination": {}},
        Place: place,
        Ancestors: {"companies": []},
        PlaceList: {"companies": [below], "pagination": {}},
        Branch: place | {"children": [], "hidden_count": 0},
        TimeList: {"times": [time]},
        KindOfCompany: {"company_id": company} | kind,
        Moved: {"place": place, "scheduled_move": move, "preview": None},
        ScheduledMove: move,
        ScheduledMoveList: {"scheduled_moves": [move], "pagination": {}},
    }


def _place(company: str) -> dict[str, Any]:
    return {
        "id": company,
        "name": "Acme Nordic AB",
        "status": "active",
        "kind": "company",
        "archived_at": None,
        "parent_id": None,
        "depth": 0,
        "children_count": 0,
        "descendants_count": 0,
        "legal_entity_id": company,
        "root_id": company,
    }


def _hierarchy(moment: str) -> dict[str, Any]:
    return {
        "id": "01990b8e-cb6b-7d10-9c4e-2f3a4b5c6d7e",
        **hierarchies.EXAMPLE,
        "status": "active",
        "created_at": moment,
        "updated_at": moment,
    }


def _move(company: str, moment: str) -> dict[str, Any]:
    return {
        "id": SCHEDULED_MOVE,
        "hierarchy": "main",
        "company_id": company,
        **moves.EXAMPLE,
        "state": "pending",
        "failure": None,
        "failure_detail": None,
        "created_at": moment,
        "updated_at": moment,
    }
