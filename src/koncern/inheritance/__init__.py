"""Inheritance: settings that flow down the company tree.

An app declares which fields are inherited. A company then has the setting of the nearest
one above it that says something, unless it says something itself: another value, or
nothing, on purpose (docs/decisions/0025).

What has its place in a company (credit check, groups, custom fields) is said there, and
nowhere else. This package keeps payment terms and price lists, and who inherits nothing.
"""

from koncern.inheritance.actions import (
    changes_by_move,
    declare,
    fields,
    put,
    read,
    read_one,
    reset,
    withdraw,
)
from koncern.inheritance.model import (
    FieldNotInherited,
    FieldUnknown,
    InheritedField,
    InheritedFieldsFull,
    InheritedFieldUnknown,
    Setting,
    SettingChange,
    SettingsAsked,
    SettingValueInvalid,
    Source,
)

__all__ = [
    "FieldNotInherited",
    "FieldUnknown",
    "InheritedField",
    "InheritedFieldUnknown",
    "InheritedFieldsFull",
    "Setting",
    "SettingChange",
    "SettingValueInvalid",
    "SettingsAsked",
    "Source",
    "changes_by_move",
    "declare",
    "fields",
    "put",
    "read",
    "read_one",
    "reset",
    "withdraw",
]
