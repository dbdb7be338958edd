"""What a mail is, where it can be on its way, and what can be wrong with one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from koncern.base import Invalid, Missing


class MailState(StrEnum):
    """How far a mail has come."""

    QUEUED = "queued"
    """It waits, or is under way."""
    SENT = "sent"
    """A mail server has taken it over."""
    FILED = "filed"
    """There is no mail server: it lies in a file under the data folder."""
    FAILED = "failed"
    """It was refused for good, or for too long: nobody will get it."""


class Envelope(Struct, frozen=True, kw_only=True):
    """What stays known of a mail: to whom, about what, and what became of it."""

    id: UUID
    app: UUID
    to: str
    subject: str
    template: str
    language: str
    state: MailState
    attempts: int
    error: str | None
    created_at: datetime
    due_at: datetime | None
    finished_at: datetime | None


class Mail(Envelope, frozen=True, kw_only=True):
    """A mail with what it says; that is forgotten once it is delivered."""

    sender_name: str
    text: str | None
    html: str | None


class Sender(Struct, frozen=True, kw_only=True):
    """How an app speaks in its mail."""

    name: str
    storefront_url: str | None
    default_language: str
    sender_name: str


class RecipientInvalid(Invalid):
    """Mail cannot be sent to this address."""


class MailUnknown(Missing):
    """There is no such mail, or it was forgotten: envelopes are kept for 30 days."""


class MailForgotten(Missing):
    """What this mail said is forgotten, as it was delivered or given up."""
