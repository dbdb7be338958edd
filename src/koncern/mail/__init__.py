"""Mail: what an app writes to people.

A verb posts a mail in its own transaction: it is rendered then and there, in the
reader's language, and kept in an outbox, so that it is sent if and only if the change
that it tells of is committed. Each worker sends what is due.
"""

from koncern.mail.actions import (
    KEPT_FOR,
    claim,
    fail,
    finish,
    list_newest,
    post,
    purge,
    read,
)
from koncern.mail.message import message_of, read_message
from koncern.mail.model import Mail, MailForgotten, MailState, RecipientInvalid
from koncern.mail.transports import (
    DeliveryFailed,
    connect,
    forget_files,
    quit_session,
    read_file,
    transport_of,
)

__all__ = [
    "KEPT_FOR",
    "DeliveryFailed",
    "Mail",
    "MailForgotten",
    "MailState",
    "RecipientInvalid",
    "claim",
    "connect",
    "fail",
    "finish",
    "forget_files",
    "list_newest",
    "message_of",
    "post",
    "purge",
    "quit_session",
    "read",
    "read_file",
    "read_message",
    "transport_of",
]
