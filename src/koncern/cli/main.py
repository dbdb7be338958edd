"""The commands, and what each is for."""

import os
import sys
from typing import Annotated

import typer
from uuid_utils.compat import uuid7

from koncern import apps
from koncern.access import create_credential, list_credentials, revoke_credential
from koncern.apps import RegistrationPolicy
from koncern.base import Line, Scope, Settings, Slug
from koncern.cli import shell
from koncern.cli.app_settings import set_app
from koncern.cli.mail_commands import mail_commands
from koncern.cli.shell import AppId, AsJson
from koncern.cli.user_commands import user_commands

cli = typer.Typer(
    help="Koncern: the system of record for the companies that buy from you.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # a mistake is told in a line, not in a box
    add_completion=False,
)
app_commands = typer.Typer(
    help="Make, list and set up apps (tenants).", no_args_is_help=True
)
credential_commands = typer.Typer(
    help="Make, list and revoke credentials (client ids for machines).",
    no_args_is_help=True,
)
cli.add_typer(app_commands, name="app")
app_commands.command("set")(set_app)
cli.add_typer(credential_commands, name="credential")
cli.add_typer(user_commands, name="user")
cli.add_typer(mail_commands, name="mail")


def main() -> None:
    """Run the command line; what it and its workers write is for its owner alone."""
    os.umask(0o077)
    cli()


@cli.command()
def serve(
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Make an app with data to try, once.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes (KONCERN_WORKERS).")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address (KONCERN_HOST).")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port (KONCERN_PORT).")
    ] = None,
) -> None:
    """Serve the APIs until Ctrl-C or SIGTERM."""
    for name, value in (("WORKERS", workers), ("HOST", host), ("PORT", port)):
        if value is not None:
            os.environ[f"KONCERN_{name}"] = str(value)
    from koncern.cli.serving import run  # noqa: PLC0415 - other commands go without

    with shell.report_failures():
        run(Settings.from_environment(), demo=demo)


@cli.command()
def migrate(*, as_json: AsJson = False) -> None:
    """Bring the database to this release's schema."""
    steps = shell.migrate_database()
    if as_json:
        shell.show([{"step": step} for step in steps], ["step"], as_json=True)
    else:
        report = "\n".join(f"ran {step}" for step in steps)
        shell.console.print(report or "nothing to do", markup=False)


@cli.command()
def doctor(*, as_json: AsJson = False) -> None:
    """Tell what is wrong with this set-up, in words; exit with 1 if anything is."""
    from koncern.cli.doctor import examine  # noqa: PLC0415 - others go without

    findings = examine()
    shell.show(findings, ["state", "about", "finding"], as_json=as_json)
    if any(finding.state == "wrong" for finding in findings):
        sys.exit(1)


@app_commands.command("create")
def create_app(
    slug: Annotated[str, typer.Argument(help="A short name: a-z, 0-9, hyphens.")],
    *,
    name: Annotated[str, typer.Option(help="What people call it.")] = "",
    policy: Annotated[
        RegistrationPolicy, typer.Option(help="Whether registrations are approved.")
    ] = RegistrationPolicy.OPEN,
    share_numbers: Annotated[
        bool, typer.Option(help="Let companies have the same organisation number.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make an app: a tenant with companies, users and credentials of its own."""
    with shell.report_failures():
        shell.checked(Slug, "slug", slug)
        shell.checked(Line, "name", name or slug)
    made = shell.act(
        lambda tx, actor: apps.create(
            tx,
            actor,
            slug=slug,
            name=name or slug,
            registration_policy=policy,
            shares_numbers=share_numbers,
        ),
        uuid7(),
    )
    shell.show([made], ["id", "slug", "name", "registration_policy"], as_json=as_json)


@app_commands.command("list")
def list_apps(*, as_json: AsJson = False) -> None:
    """List the apps of this installation."""
    columns = ["id", "slug", "name", "registration_policy", "created_at"]
    shell.show(shell.act(apps.list_all), columns, as_json=as_json)


@credential_commands.command("create")
def make_credential(
    app: AppId,
    name: Annotated[str, typer.Option(help="What it is for.")] = "credential",
    scope: Annotated[
        Scope, typer.Option(help="read, write (and read), or admin (all).")
    ] = Scope.WRITE,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a credential; its secret is shown once, now."""
    with shell.report_failures():
        shell.checked(Line, "name", name)
    credential, secret = shell.act_in(
        app, lambda tx, actor: create_credential(tx, actor, name=name, scope=scope)
    )
    shown = {
        "client_id": credential.client_id,
        "client_secret": secret,
        "scopes": credential.scopes,
    }
    shell.show([shown], ["client_id", "client_secret", "scopes"], as_json=as_json)


@credential_commands.command("list")
def show_credentials(app: AppId, *, as_json: AsJson = False) -> None:
    """List an app's credentials; secrets cannot be shown again."""
    columns = ["client_id", "name", "scopes", "created_at", "revoked_at"]
    shell.show(shell.act_in(app, list_credentials), columns, as_json=as_json)


@credential_commands.command("revoke")
def end_credential(
    client_id: Annotated[str, typer.Argument(help="The client id to end.")], app: AppId
) -> None:
    """End a credential; every worker refuses it within 5 seconds."""
    shell.act_in(app, lambda tx, actor: revoke_credential(tx, actor, client_id))
    shell.console.print(f"revoked {client_id}")
