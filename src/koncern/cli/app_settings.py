"""The command that changes an app's settings."""

from typing import Annotated, Any
from uuid import UUID

import typer

from koncern import apps
from koncern.apps import AppChange, AppUnknown
from koncern.cli import shell
from koncern.cli.shell import ArgumentInvalid, AsJson

COLUMNS = ["slug", *AppChange.__struct_fields__]
TRUE_OR_FALSE = ("shares_numbers",)
CLEARED_BY_NOTHING = ("storefront_url", "mail_sender_name")


def set_app(
    app: Annotated[str, typer.Argument(help="The app's slug or id.")],
    settings: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SETTING=VALUE]...",
            help="name; registration_policy: open or approval; shares_numbers: true or "
            "false; default_tax_status: TAXED, TAX_EXEMPT or REVERSE_CHARGED; "
            "default_language: en, sv…; storefront_url: where links in mail lead; "
            "mail_sender_name: who mail is from. The last two may be empty.",
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Change an app's settings; without any, show them."""
    with shell.report_failures():
        given = dict(map(_pair, settings or []))
        wanted: AppChange = shell.checked(AppChange, "settings", given)
    changed = shell.act_in(
        _id_of(app), lambda tx, actor: apps.change(tx, actor, wanted)
    )
    shell.show([changed], COLUMNS, as_json=as_json)


def _pair(setting: str) -> tuple[str, Any]:
    """Read one setting; where there may be nothing, an empty text is nothing."""
    name, equals, value = setting.partition("=")
    if not equals or name not in AppChange.__struct_fields__:
        raise ArgumentInvalid(
            f"{setting} is no setting with a value; say SETTING=VALUE, the setting being "
            f"one of {', '.join(AppChange.__struct_fields__)}."
        )
    if name in TRUE_OR_FALSE and value in {"true", "false"}:
        return name, value == "true"
    return name, None if value == "" and name in CLEARED_BY_NOTHING else value


def _id_of(app: str) -> UUID:
    try:
        return UUID(app)
    except ValueError:
        pass
    for each in shell.act(apps.list_all):
        if each.slug == app:
            return each.id
    with shell.report_failures():
        raise AppUnknown(f"There is no app with the slug {app} (koncern app list).")
