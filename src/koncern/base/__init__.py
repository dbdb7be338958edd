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
from koncern.base.pages import CursorUnknown, Page, PageAsked, cut
from koncern.base.places import CODE, Country, countries
from koncern.base.secrets import digest, new_secret
from koncern.base.settings import DEFAULT_MAIL_FROM, SettingInvalid, Settings
from koncern.base.smtp import SmtpServer
from koncern.base.text import (
    END,
    LINE,
    MAYBE_EMPTY_LINE,
    Explanation,
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
    "DEFAULT_MAIL_FROM",
    "END",
    "KINDS",
    "LINE",
    "MAYBE_EMPTY_LINE",
    "Actor",
    "ActorKind",
    "Conflict",
    "Country",
    "CursorUnknown",
    "Email",
    "Explanation",
    "Failure",
    "Fault",
    "Forbidden",
    "Invalid",
    "Line",
    "LongLine",
    "Missing",
    "Page",
    "PageAsked",
    "Prose",
    "Scope",
    "SettingInvalid",
    "Settings",
    "ShortLine",
    "Slug",
    "SmtpServer",
    "Stale",
    "TooMany",
    "Unauthenticated",
    "Unavailable",
    "countries",
    "cut",
    "digest",
    "email_key",
    "email_problem",
    "escaped",
    "find_harmful",
    "is_suspect",
    "new_secret",
    "operator",
]
