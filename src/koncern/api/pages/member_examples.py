"""Examples of members: who is one, what was, and what is scheduled."""

from typing import Any

from koncern.api.customers import scheduled_members
from koncern.api.customers.member_times import MemberHistory
from koncern.api.customers.members import MemberList
from koncern.api.customers.scheduled_members import ScheduledChange, ScheduledChangeList

SCHEDULED_CHANGE = "01990b8e-cc6b-7d10-9c4e-2f3a4b5c6d7e"

ID_UNDER = {"scheduled-changes": SCHEDULED_CHANGE}
"""The example of an id in a path, by what stands before it."""


def answers(organization: dict[str, Any], moment: str) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown."""
    (member,) = organization["members"]
    change = {
        "id": SCHEDULED_CHANGE,
        "customerOrganizationId": organization["id"],
        **scheduled_members.EXAMPLE,
        "state": "pending",
        "createdAt": moment,
        "updatedAt": moment,
    }
    return {
        MemberHistory: {"items": [member | {"since": moment}], "pagination": {}},
        MemberList: {"items": [member], "pagination": {}},
        ScheduledChange: change,
        ScheduledChangeList: {"items": [change], "pagination": {}},
    }


def own_answers(organization: dict[str, Any], moment: str) -> dict[str, dict[str, Any]]:
    """Return the answers of operations that show less than others of the same kind."""
    change = answers(organization, moment)[ScheduledChange]
    changed = {name: change[name] for name in change if name != "reason"}
    changed["effectiveAt"] = "2099-02-01T00:00:00Z"
    return {"customers.scheduled_members.change": changed}
