"""The command that changes an app's settings."""

from typing import Annotated, Any
from uuid import UUID

import typer

from koncern import apps
from koncern.apps import AppChange, AppUnknown, RegistrationPolicy, TaxStatus
from koncern.cli import shell
from koncern.cli.shell import AsJson

COLUMNS = ["slug", *AppChange.__struct_fields__]
CLEARED_BY_NOTHING = ("storefront_url", "mail_sender_name")


def set_app(
    app: Annotated[str, typer.Argument(help="The app's slug or id.")],
    *,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    policy: Annotated[
        RegistrationPolicy | None,
        typer.Option(help="Whether registrations are approved."),
    ] = None,
    share_numbers: Annotated[
        bool | None, typer.Option(help="Let companies have the same numbers.")
    ] = None,
    tax_status: Annotated[
        TaxStatus | None, typer.Option(help="Of companies that are given none.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Of mail to those whose own is not known.")
    ] = None,
    storefront_url: Annotated[
        str | None, typer.Option(help="Where links in mail lead; '' for none.")
    ] = None,
    mail_sender: Annotated[
        str | None, typer.Option(help="Who mail is from; '' for the app's name.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change an app's settings; without any, show them."""
    given = {
        "name": name,
        "registration_policy": policy,
        "shares_numbers": share_numbers,
        "default_tax_status": tax_status,
        "default_language": language,
        "storefront_url": storefront_url,
        "mail_sender_name": mail_sender,
    }
    with shell.told():
        wanted: AppChange = shell.checked(AppChange, "settings", _sent(given))
    changed = shell.act_in(
        _id_of(app), lambda tx, actor: apps.change(tx, actor, wanted)
    )
    shell.show([changed], COLUMNS, as_json=as_json)


def _sent(given: dict[str, Any]) -> dict[str, Any]:
    """Return what was given; where there may be nothing, an empty text is nothing."""
    return {
        name: None if value == "" and name in CLEARED_BY_NOTHING else value
        for name, value in given.items()
        if value is not None
    }


def _id_of(app: str) -> UUID:
    try:
        return UUID(app)
    except ValueError:
        pass
    for each in shell.act(apps.list_all):
        if each.slug == app:
            return each.id
    with shell.told():
        raise AppUnknown(f"There is no app with the slug {app} (koncern app list).")
