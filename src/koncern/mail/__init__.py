"""Mail: what an app writes to people.

A verb posts a mail in its own transaction: it is rendered then and there, in the
reader's language, and kept in an outbox, so that it is sent if and only if the change
that it tells of is committed. The courier of each worker takes out what is due.
"""

from koncern.mail.actions import claim, fail, finish, list_newest, post, purge, read
from koncern.mail.model import Envelope, Mail, MailState, MailUnknown, RecipientInvalid

__all__ = [
    "Envelope",
    "Mail",
    "MailState",
    "MailUnknown",
    "RecipientInvalid",
    "claim",
    "fail",
    "finish",
    "list_newest",
    "post",
    "purge",
    "read",
]
