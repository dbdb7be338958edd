"""The bottom floor: plain values and rules that touch nothing outside."""

from koncern.base.actor import Actor, ActorKind, Scope, operator
from koncern.base.email import Email, email_key, email_problem
from koncern.base.failures import (
    KINDS,
    Conflict,
    Failure,
    Fault,
    Forbidden,
    Invalid,
    Missing,
    Stale,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from koncern.base.locales import (
    CURRENCY,
    LOCALE,
    Currency,
    LocaleCode,
    currencies,
    locale_problem,
)
from koncern.base.pages import CursorUnknown, Page, PageAsked, cut
from koncern.base.patches import Printed, given
from koncern.base.places import CODE, Country, countries
from koncern.base.secrets import digest, new_secret
from koncern.base.settings import SettingInvalid, Settings
from koncern.base.text import (
    END,
    LINE,
    MAYBE_EMPTY_LINE,
    Line,
    LongLine,
    Prose,
    ShortLine,
    Slug,
    escaped,
    find_harmful,
    is_suspect,
)

__all__ = [
    "CODE",
    "CURRENCY",
    "END",
    "KINDS",
    "LINE",
    "LOCALE",
    "MAYBE_EMPTY_LINE",
    "Actor",
    "ActorKind",
    "Conflict",
    "Country",
    "Currency",
    "CursorUnknown",
    "Email",
    "Failure",
    "Fault",
    "Forbidden",
    "Invalid",
    "Line",
    "LocaleCode",
    "LongLine",
    "Missing",
    "Page",
    "PageAsked",
    "Printed",
    "Prose",
    "Scope",
    "SettingInvalid",
    "Settings",
    "ShortLine",
    "Slug",
    "Stale",
    "TooMany",
    "Unauthenticated",
    "Unavailable",
    "countries",
    "currencies",
    "cut",
    "digest",
    "email_key",
    "email_problem",
    "escaped",
    "find_harmful",
    "given",
    "is_suspect",
    "locale_problem",
    "new_secret",
    "operator",
]
