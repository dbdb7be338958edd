"""Settings: how an app works, as its own credentials see and change it."""

from datetime import datetime
from uuid import UUID

import msgspec

from koncern import apps
from koncern.access import CredentialNeeded
from koncern.api.http import Call, Reply, Unit, route
from koncern.apps import App, AppChange, AppInvalid, RegistrationPolicy, TaxStatus
from koncern.companies import Printed


class Settings(msgspec.Struct, kw_only=True):
    """How an app works."""

    app_id: UUID
    slug: str
    name: str
    registration_policy: RegistrationPolicy
    shares_numbers: bool
    default_tax_status: TaxStatus
    default_language: str
    storefront_url: str | None
    mail_sender_name: str | None
    created_at: datetime
    updated_at: datetime


class SettingsPatch(AppChange, kw_only=True, forbid_unknown_fields=True):
    """What changes of the settings: a field that is left out stays, null clears it."""

    app_id: Printed = None
    slug: Printed = None
    created_at: Printed = None
    updated_at: Printed = None


async def read(call: Call) -> Reply:
    """Read the app's settings."""
    return _printed(await apps.find(call.unit, call.by))


async def change(call: Call) -> Reply:
    """Change the app's settings: a JSON Merge Patch (RFC 7396).

    Every worker works by them at once. A changed policy is for companies that register
    from then on: those that wait go on waiting for a decision. Needs the scope `admin`.
    """
    sent = {name: getattr(call.body, name) for name in AppChange.__struct_fields__}
    changed = await apps.change(
        call.unit, call.by, AppChange(**sent), version=call.version
    )
    return _printed(changed)


def _printed(app: App) -> Reply:
    facts = msgspec.structs.asdict(app)
    version = facts.pop("version")
    return Reply(body=Settings(app_id=facts.pop("id"), **facts), version=version)


EXAMPLE = {
    "registration_policy": "approval",
    "default_language": "sv",
    "storefront_url": "https://shop.example.com",
    "mail_sender_name": "Acme Wholesale",
}

ROUTES = [
    route(
        "GET",
        "/settings",
        read,
        shows=Settings,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded,),
    ),
    route(
        "PATCH",
        "/settings",
        change,
        body=SettingsPatch,
        shows=Settings,
        takes_if_match=True,
        failures=(AppInvalid, CredentialNeeded),
        example=EXAMPLE,
    ),
]
