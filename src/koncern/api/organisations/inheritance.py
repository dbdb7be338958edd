"""Inherited settings: which fields flow down the company tree, and what holds for whom."""

from typing import Annotated, Any
from uuid import UUID

import msgspec

from koncern import inheritance
from koncern.access import CredentialNeeded
from koncern.api.http import Call, Reply, Unit, route, shown
from koncern.companies import (
    CompanyArchived,
    CompanyRejected,
    CompanyTooLarge,
    CompanyUnknown,
)
from koncern.inheritance import (
    FieldNotInherited,
    FieldUnknown,
    InheritedField,
    InheritedFieldsFull,
    InheritedFieldUnknown,
    Setting,
    SettingsAsked,
    SettingValueInvalid,
)
from koncern.labels import LabelGone
from koncern.people.memberships import AdminNeeded
from koncern.trees.positions import NotThereYet


class InheritedFieldList(msgspec.Struct, kw_only=True):
    """The fields that flow down, by name."""

    inherited_fields: list[InheritedField]


class SettingList(msgspec.Struct, kw_only=True):
    """What holds for a company of every field that flows down."""

    company_id: UUID
    settings: list[Setting]


class SettingAfterReset(Setting, frozen=True, kw_only=True):
    """What holds for a company of a field of which it says nothing itself."""


class WrittenSetting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a company says of a field."""

    value: Annotated[
        Any,
        msgspec.Meta(
            description="Of `payment_terms`, an object: `days` (0 to 365), and if you "
            "like, `counted_from` (`invoice_date`, or `end_of_month`: after the invoice's "
            "month has ended) and a `code` of your own. Of `price_list`, its key. Of "
            "`credit_check`, true or false. Of `store_groups` and `customer_groups`, a "
            "list of ids or slugs. Of a custom field, anything. null: nothing holds, and "
            "nothing is inherited."
        ),
    ]


async def list_fields(call: Call) -> Reply:
    """List the fields that flow down the company tree: at most 100."""
    found = await inheritance.fields(call.unit, call.by)
    return Reply(body=InheritedFieldList(inherited_fields=found))


async def declare(call: Call) -> Reply:
    """Let a field flow down the company tree.

    `payment_terms`, `price_list`, `credit_check`, `store_groups`, `customer_groups` and
    each custom field (`custom_fields.<key>`) can. Once is enough: declaring it again
    changes nothing. Needs the scope `admin`.
    """
    made = await inheritance.declare(call.unit, call.by, call.texts["field"])
    return Reply(body=made)


async def withdraw(call: Call) -> Reply:
    """Let a field flow down no longer. What companies say of it is kept.

    Needs the scope `admin`.
    """
    await inheritance.withdraw(call.unit, call.by, call.texts["field"])
    return Reply(status=204)


async def list_settings(call: Call) -> Reply:
    """Read what holds for a company of every field that flows down, and who says so.

    What the company says itself comes first, then the nearest company above that says
    something. What a company says replaces what is above it; groups are not added up.
    You read those of companies whose place you see; of a source that you do not see,
    you are told the id alone. With `as_of`, credentials read what another tree, past or
    scheduled, makes of the settings of today.
    """
    company = call.ids["id"]
    found = await inheritance.read(call.unit, call.by, company, as_of=call.query.as_of)
    return Reply(body=SettingList(company_id=company, settings=found))


async def read(call: Call) -> Reply:
    """Read what holds for a company of one field that flows down, and who says so."""
    found = await inheritance.read_one(
        call.unit, call.by, call.ids["id"], call.texts["field"], as_of=call.query.as_of
    )
    return Reply(body=found)


async def put(call: Call) -> Reply:
    """Let a company have a value of its own, or with null, nothing at all.

    Credit check, groups and custom fields are those of the company: they change there as
    well, as if they had been patched. Credentials may; of custom fields, the company's
    admins too. `If-Match` and `ETag` are the company's version.
    """
    version = await inheritance.put(
        call.unit,
        call.by,
        call.ids["id"],
        call.texts["field"],
        value=call.body.value,
        version=call.version,
    )
    return Reply(body=await _one(call), version=version)


async def reset(call: Call) -> Reply:
    """Let a company inherit a field again: what it said itself is taken away.

    Credit check, groups and custom fields are taken from the company itself, too.
    """
    version = await inheritance.reset(
        call.unit, call.by, call.ids["id"], call.texts["field"], version=call.version
    )
    found = await _one(call)
    return Reply(body=shown(SettingAfterReset, found), version=version)


async def _one(call: Call) -> Setting:
    return await inheritance.read_one(
        call.unit, call.by, call.ids["id"], call.texts["field"]
    )


EXAMPLE = {"value": {"days": 30, "counted_from": "end_of_month", "code": "NET30EOM"}}

_FIELD = "/inherited-fields/{field}"
_MANY = "/organisations/{id}/settings"
_ONE = "/organisations/{id}/settings/{field}"

_ALWAYS = (CompanyUnknown, CredentialNeeded)
_WRONG = (FieldNotInherited, FieldUnknown)
_REFUSALS = (AdminNeeded, CompanyArchived, CompanyRejected)

ROUTES = [
    route(
        "GET",
        "/inherited-fields",
        list_fields,
        shows=InheritedFieldList,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded,),
    ),
    route(
        "PUT",
        _FIELD,
        declare,
        shows=InheritedField,
        failures=(CredentialNeeded, FieldUnknown, InheritedFieldsFull),
    ),
    route(
        "DELETE",
        _FIELD,
        withdraw,
        status=204,
        failures=(CredentialNeeded, FieldUnknown, InheritedFieldUnknown),
    ),
    route(
        "GET",
        _MANY,
        list_settings,
        query=SettingsAsked,
        shows=SettingList,
        unit=Unit.SINGLE,
        failures=(*_ALWAYS, NotThereYet),
    ),
    route(
        "GET",
        _ONE,
        read,
        query=SettingsAsked,
        shows=Setting,
        unit=Unit.SINGLE,
        failures=(*_ALWAYS, *_WRONG, NotThereYet),
    ),
    route(
        "PUT",
        _ONE,
        put,
        body=WrittenSetting,
        shows=Setting,
        takes_if_match=True,
        failures=(
            *_ALWAYS,
            *_WRONG,
            *_REFUSALS,
            CompanyTooLarge,
            LabelGone,
            SettingValueInvalid,
        ),
        example=EXAMPLE,
    ),
    route(
        "DELETE",
        _ONE,
        reset,
        shows=SettingAfterReset,
        takes_if_match=True,
        failures=(*_ALWAYS, *_WRONG, *_REFUSALS),
    ),
]
