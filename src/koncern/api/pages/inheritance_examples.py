"""Examples of inherited settings: what their operations answer."""

from typing import Any

from koncern.api.organisations import inheritance
from koncern.api.organisations.inheritance import (
    InheritedFieldList,
    SettingAfterReset,
    SettingList,
)
from koncern.inheritance import InheritedField, Setting

FIELD = "payment_terms"

ID_UNDER = {"inherited-fields": FIELD, "settings": FIELD}
"""The example of a field in a path, by what stands before it."""


def answers(company: str, parent: str, moment: str) -> dict[Any, dict[str, Any]]:
    """Return a whole answer of each kind that is shown."""
    declared = {"field": FIELD, "created_at": moment}
    setting = {
        "field": FIELD,
        "state": "own",
        **inheritance.EXAMPLE,
        "source": {"id": company, "name": "Acme Nordic AB"},
    }
    source = {"id": parent, "name": "Acme Group AB"}
    inherited = setting | {"state": "inherited", "source": source}
    return {
        InheritedField: declared,
        InheritedFieldList: {"inherited_fields": [declared]},
        Setting: setting,
        SettingAfterReset: inherited,
        SettingList: {"company_id": company, "settings": [setting]},
    }
