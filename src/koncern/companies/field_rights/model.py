"""Who may set a field of a company, and when."""

from enum import StrEnum

from msgspec import Struct


class Setter(StrEnum):
    """Who asks. A user who registers a company counts as its admin."""

    SELLER = "seller"
    STAFF = "staff"
    ADMIN = "admin"
    MEMBER = "member"


class May(StrEnum):
    """When somebody may set a field."""

    ALWAYS = "always"
    WHILE_PENDING = "while pending"
    AT_REGISTRATION = "at registration"
    DECIDES = "by deciding"
    NEVER = "no"


class Field(Struct, frozen=True, kw_only=True):
    """One row: a field of a company, and when each sort of people may set it."""

    name: str
    seller: May
    staff: May
    admin: May
    member: May = May.NEVER
    note: str = ""

    def may(self, who: Setter) -> May:
        """Return when somebody may set the field."""
        may: May = getattr(self, who)
        return may
