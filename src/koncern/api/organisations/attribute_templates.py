"""Attribute templates, as an app's credentials manage them."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from koncern.access import CredentialNeeded
from koncern.api.http import Call, Pagination, Reply, Unit, read_entries, route, shown
from koncern.base import Failure, PageAsked
from koncern.base.records import RecordTooLarge
from koncern.labels import attribute_templates
from koncern.labels.attribute_templates import (
    BULK_MAX,
    AttributeTemplate,
    AttributeTemplateInvalid,
    AttributeTemplateKeyTaken,
    AttributeTemplatePatch,
    AttributeTemplateUnknown,
    KeptAttributeTemplate,
    NewAttributeTemplate,
)

Entries = Annotated[
    list[dict[str, Any]],
    Meta(
        min_length=1,
        max_length=BULK_MAX,
        description="Templates as they are made one by one.",
    ),
]


class FailedCreation(msgspec.Struct, kw_only=True):
    """A template that was not made: as it was sent, and why."""

    input: dict[str, Any]
    reason: str


class BulkCreation(msgspec.Struct, kw_only=True):
    """What came of each template that was sent."""

    failed_creations: list[FailedCreation]
    successful_creations: list[AttributeTemplate]


class AttributeTemplateList(msgspec.Struct, kw_only=True):
    """Attribute templates, with the way to the next page."""

    attributes: list[AttributeTemplate]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Make an attribute template: the form of an attribute of companies."""
    made = await attribute_templates.add(call.unit, call.by, call.body)
    return _one(made, status=201)


async def create_in_bulk(call: Call) -> Reply:
    """Make many attribute templates: those that can be made are.

    Each other one comes back as it was sent, with the reason. Of two with the same key
    the first is made.
    """
    read = [*read_entries(call.body, NewAttributeTemplate)]
    good = [each for each in read if isinstance(each, NewAttributeTemplate)]
    made = iter(await attribute_templates.add_several(call.unit, call.by, good))
    came = [each if isinstance(each, Failure) else next(made) for each in read]
    body = BulkCreation(
        failed_creations=[
            FailedCreation(input=entry, reason=_reason(each))
            for entry, each in zip(call.body, came, strict=True)
            if isinstance(each, Failure)
        ],
        successful_creations=[
            shown(AttributeTemplate, each)
            for each in came
            if not isinstance(each, Failure)
        ],
    )
    return Reply(body=body)


async def list_all(call: Call) -> Reply:
    """List attribute templates, oldest first."""
    page = await attribute_templates.page(call.unit, call.by, call.query)
    body = AttributeTemplateList(
        attributes=[shown(AttributeTemplate, each) for each in page.rows],
        pagination=call.pagination(page),
    )
    return Reply(body=body, links=call.links(page))


async def read(call: Call) -> Reply:
    """Read an attribute template."""
    return _one(await attribute_templates.read(call.unit, call.by, call.texts["key"]))


async def change(call: Call) -> Reply:
    """Change an attribute template: a JSON Merge Patch (RFC 7396). Its key stays.

    `fields` are replaced as a whole. What companies have by it stays as it is, and is
    checked by its new form when it is written again.
    """
    changed = await attribute_templates.change(
        call.unit, call.by, call.texts["key"], patch=call.body, version=call.version
    )
    return _one(changed)


async def delete(call: Call) -> Reply:
    """Delete an attribute template; what companies have by it stays as it is."""
    await attribute_templates.delete(
        call.unit, call.by, call.texts["key"], version=call.version
    )
    return Reply(status=204)


def _one(template: KeptAttributeTemplate, status: int = 200) -> Reply:
    body = shown(AttributeTemplate, template)
    return Reply(status=status, body=body, version=template.version)


def _reason(failure: Failure) -> str:
    """Say why a template was not made: each place, or the sentence."""
    told = (f"{fault.pointer} {fault.detail}" for fault in failure.faults)
    return "; ".join(told) or failure.detail


FIELDS: list[dict[str, Any]] = [
    {"key": "forklift", "name": "Has a forklift", "type": "boolean"},
    {"key": "dock", "name": "Dock", "type": "select", "options": ["north", "south"]},
]

EXAMPLE = {
    "key": "delivery",
    "name": "Delivery",
    "type": "logistics",
    "fields": FIELDS,
    "filterable": True,
    "resources": ["organisations"],
}

WITHOUT_NAME = {"key": "colour"}

_ONE = "/attributes/{key}"

ROUTES = [
    route(
        "POST",
        "/attributes",
        create,
        body=NewAttributeTemplate,
        shows=AttributeTemplate,
        status=201,
        names="key",
        failures=(
            RecordTooLarge,
            AttributeTemplateInvalid,
            AttributeTemplateKeyTaken,
            CredentialNeeded,
        ),
        example=EXAMPLE,
    ),
    route(
        "POST",
        "/attributes/bulk",
        create_in_bulk,
        body=Entries,
        shows=BulkCreation,
        is_told_once=True,
        failures=(CredentialNeeded,),
        example=[EXAMPLE, WITHOUT_NAME],
    ),
    route(
        "GET",
        "/attributes",
        list_all,
        query=PageAsked,
        shows=AttributeTemplateList,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded,),
    ),
    route(
        "GET",
        _ONE,
        read,
        shows=AttributeTemplate,
        unit=Unit.SINGLE,
        failures=(AttributeTemplateUnknown, CredentialNeeded),
    ),
    route(
        "PATCH",
        _ONE,
        change,
        body=AttributeTemplatePatch,
        shows=AttributeTemplate,
        takes_if_match=True,
        failures=(
            AttributeTemplateInvalid,
            AttributeTemplateUnknown,
            CredentialNeeded,
            RecordTooLarge,
        ),
        example={"name": "Delivery terms"},
    ),
    route(
        "DELETE",
        _ONE,
        delete,
        status=204,
        takes_if_match=True,
        failures=(AttributeTemplateUnknown, CredentialNeeded),
    ),
]
