"""Apps: the tenants. Everything else belongs to exactly one."""

from koncern.apps.actions import create, find, list_all
from koncern.apps.model import (
    App,
    AppSlugTaken,
    AppUnknown,
    RegistrationPolicy,
    TaxStatus,
)

__all__ = [
    "App",
    "AppSlugTaken",
    "AppUnknown",
    "RegistrationPolicy",
    "TaxStatus",
    "create",
    "find",
    "list_all",
]
