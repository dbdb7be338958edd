"""The commands that show what was mailed, and what became of it."""

import sys
from functools import partial
from typing import Annotated
from uuid import UUID

import msgspec
import typer

from koncern import mail
from koncern.base import Settings
from koncern.cli import shell
from koncern.cli.shell import AsJson
from koncern.mail import Mail, MailForgotten, MailState, read_message

mail_commands = typer.Typer(
    help="Show what was mailed, and what became of it.", no_args_is_help=True
)

AppMaybe = Annotated[
    UUID | None, typer.Option("--app", help="Of one app (koncern app list).")
]


@mail_commands.command("list")
def list_mails(
    *,
    app: AppMaybe = None,
    state: Annotated[
        MailState | None,
        typer.Option(
            help="queued (waits), sent (by a mail server), filed (into KONCERN_DATA/"
            "mail, as there is no server), or failed (given up)."
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the latest mails, newest first, with the last error of each."""
    columns = ["id", "created_at", "to", "subject", "state", "error"]
    asked = partial(mail.list_newest, state=state, most=limit)
    found = shell.act(asked) if app is None else shell.act_in(app, asked)
    shell.show(found, columns, as_json=as_json)


@mail_commands.command("show")
def show_mail(
    mail_id: Annotated[UUID, typer.Argument(help="The mail's id (koncern mail list).")],
    *,
    raw: Annotated[
        bool, typer.Option("--raw", help="Print the message itself (RFC 5322).")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a mail: while it waits, or from the file that it was written into."""
    settings = Settings.from_environment()
    found = shell.act(lambda tx, actor: mail.read(tx, actor, mail_id))
    file = mail.read_file(settings.data, found.id)
    with shell.report_failures():
        if raw:
            sys.stdout.buffer.write(_raw(found, file, settings))
        elif as_json:
            shell.show([_with_text(found, file)], [], as_json=True)
        else:
            shell.console.print(_for_people(_with_text(found, file)), markup=False)


def _raw(found: Mail, file: bytes | None, settings: Settings) -> bytes:
    if file is not None:
        return file
    if found.text is None:
        raise MailForgotten
    return mail.message_of(found, settings.mail_from).as_bytes()


def _with_text(found: Mail, file: bytes | None) -> Mail:
    """Return a mail with what it says, if that is anywhere."""
    if file is None:
        return found
    text, html = read_message(file)
    return msgspec.structs.replace(found, text=text, html=html)


def _for_people(found: Mail) -> str:
    written = f"{found.created_at:%Y-%m-%d %H:%M:%S} UTC"
    lines = [
        f"To:       {found.to}",
        f"Subject:  {found.subject}",
        f"Written:  {written}, {found.template} ({found.language})",
        f"State:    {found.state}, attempts: {found.attempts}",
    ]
    if found.error:
        lines.append(f"Error:    {found.error}")
    return "\n".join([*lines, "", found.text or MailForgotten.sentence()])
