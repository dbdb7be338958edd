"""Apps: the tenants. Everything else belongs to exactly one."""

from koncern.apps.actions import change, create, find, list_all
from koncern.apps.model import (
    App,
    AppChange,
    AppInvalid,
    AppUnknown,
    RegistrationPolicy,
    TaxStatus,
)

__all__ = [
    "App",
    "AppChange",
    "AppInvalid",
    "AppUnknown",
    "RegistrationPolicy",
    "TaxStatus",
    "change",
    "create",
    "find",
    "list_all",
]
