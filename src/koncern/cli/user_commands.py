"""The commands about the people of an app."""

from typing import Annotated

import typer

from koncern.cli import shell
from koncern.cli.shell import AppId, AsJson
from koncern.people import attempts, users
from koncern.people.users import NewUser

user_commands = typer.Typer(help="Make users, and unlock them.", no_args_is_help=True)


@user_commands.command("create")
def create_user(
    email: Annotated[str, typer.Argument(help="The e-mail address to sign in with.")],
    app: AppId,
    password: Annotated[
        str,
        typer.Option(
            prompt=True,
            hide_input=True,
            confirmation_prompt=True,
            envvar="KONCERN_PASSWORD",
            help="Asked for when not given.",
        ),
    ],
    first_name: Annotated[str | None, typer.Option()] = None,
    last_name: Annotated[str | None, typer.Option()] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a user who can sign in."""
    described = {
        "email": email,
        "password": password,
        "first_name": first_name,
        "last_name": last_name,
    }
    with shell.report_failures():
        new: NewUser = shell.checked(NewUser, "user", described)
    made = shell.act_in(app, lambda tx, actor: users.create(tx, actor, new))
    shell.show([made], ["id", "email", "status"], as_json=as_json)


@user_commands.command("unlock")
def unlock_user(
    email: Annotated[str, typer.Argument(help="The e-mail address to unlock.")],
    app: AppId,
    *,
    as_json: AsJson = False,
) -> None:
    """Clear the failed sign-ins and mail requests that are counted for an address.

    The address can sign in and get mail again at once. Counts of clients stay.
    """
    unlocked = shell.act_in(app, lambda tx, actor: attempts.unlock(tx, actor, email))
    shell.show([unlocked], ["email", "user_id", "cleared"], as_json=as_json)
