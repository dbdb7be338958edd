"""The message itself (RFC 5322), as a mail server takes it and as a file holds it."""

from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr

from email_validator import EmailNotValidError, validate_email

from koncern.mail.model import Mail


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """Make the message of a mail that still has its text.

    Its id and its date are the mail's own, so that a second copy, should one ever go
    out, is known as the same.
    """
    assert mail.text is not None
    assert mail.html is not None
    sender_name, sender_address = parseaddr(sender)
    own, to = address_of(sender_address), address_of(mail.to)
    # Only an address that ASCII cannot write asks for a server that reads more.
    message = EmailMessage(policy=SMTP if f"{own}{to}".isascii() else SMTPUTF8)
    message["From"] = _mailbox(own, mail.sender_name or sender_name)
    message["To"] = _mailbox(to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id}@{own.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return message


def read_message(raw: bytes) -> tuple[str, str]:
    """Return what the message in a file says: as plain text, and as HTML."""
    message = message_from_bytes(raw, policy=SMTP)
    parts = {part.get_content_subtype(): part for part in message.walk()}
    text, html = (parts[kind].get_content() for kind in ("plain", "html"))
    return text.replace("\r\n", "\n"), html.replace("\r\n", "\n")


def address_of(address: str) -> str:
    """Return an address as mail servers write it: a domain of other scripts in ASCII."""
    try:
        known = validate_email(
            address, check_deliverability=False, test_environment=True
        )
    except EmailNotValidError:
        return address  # our own, at this machine
    return known.ascii_email or f"{known.local_part}@{known.ascii_domain}"


def _mailbox(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)
