"""What must hold of settings that are more than a number or a word."""

from collections.abc import Collection
from email.utils import parseaddr

from koncern.base.email import email_problem
from koncern.base.failures import Invalid
from koncern.base.mail_servers import SmtpServer

FILE_STORES = ("file", "s3", "gs", "az")
"""What the URL of a file store may begin with."""

FILE_TYPES = (
    "pdf",
    "png",
    "jpeg",
    "gif",
    "webp",
    "tiff",
    "text",
    "csv",
    "docx",
    "xlsx",
    "pptx",
    "odt",
    "ods",
    "odp",
    "zip",
)
"""The types of files that can be told by what is in them."""

DEFAULT_MAIL_FROM = "no-reply@localhost"


class SettingInvalid(Invalid):
    """A setting in the environment cannot be understood."""


def check_files(files_url: str, types: Collection[str]) -> None:
    """Refuse a file store that is none, and types of files that there are not."""
    scheme, colon, _ = files_url.partition("://")
    if files_url and (not colon or scheme not in FILE_STORES):
        raise SettingInvalid(
            f"KONCERN_FILES_URL is {files_url!r}; say a URL that begins with "
            f"{', '.join(f'{store}://' for store in FILE_STORES)}"
        )
    for name in sorted({*types} - {*FILE_TYPES}):
        raise SettingInvalid(
            f"KONCERN_FILE_TYPES names {name!r}; say some of {', '.join(FILE_TYPES)}, "
            "with commas between them"
        )


def check_mail(smtp_url: str, server: SmtpServer | None, mail_from: str) -> None:
    """Refuse a mail server that is none, and an address that is none."""
    # The URL is not repeated: it may hold a password.
    if smtp_url and server is None:
        raise SettingInvalid(
            "KONCERN_SMTP_URL is no URL of a mail server; say "
            "smtp://user:password@host:587 or smtps://user:password@host:465, with "
            "special characters of the password percent-encoded"
        )
    _, address = parseaddr(mail_from)
    is_own = address == DEFAULT_MAIL_FROM
    if not is_own and (not address or email_problem(address)):
        raise SettingInvalid(
            f"KONCERN_MAIL_FROM is {mail_from!r}; say an e-mail address"
        )
