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
from koncern.mail.carriers import (
    NotCarried,
    carrier_of,
    connect,
    forget_files,
    read_file,
    say_goodbye,
)
from koncern.mail.message import message_of, said_in
from koncern.mail.model import Mail, MailForgotten, MailState, RecipientInvalid

__all__ = [
    "KEPT_FOR",
    "Mail",
    "MailForgotten",
    "MailState",
    "NotCarried",
    "RecipientInvalid",
    "carrier_of",
    "claim",
    "connect",
    "fail",
    "finish",
    "forget_files",
    "list_newest",
    "message_of",
    "post",
    "purge",
    "read",
    "read_file",
    "said_in",
    "say_goodbye",
]
