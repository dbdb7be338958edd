"""Tags, as an app's credentials manage them."""

import msgspec

from koncern.access import CredentialNeeded
from koncern.api.http import Call, Pagination, Reply, Unit, route, shown
from koncern.base import PageAsked
from koncern.base.records import RecordTooLarge
from koncern.labels import LabelOnTooMany, tags
from koncern.labels.tags import (
    KeptTag,
    NewTag,
    Tag,
    TagInvalid,
    TagKeyTaken,
    TagPatch,
    TagUnknown,
)


class TagList(msgspec.Struct, kw_only=True):
    """Tags, with the way to the next page."""

    tags: list[Tag]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Make a tag."""
    return _one(await tags.add(call.unit, call.by, call.body), status=201)


async def list_all(call: Call) -> Reply:
    """List tags, oldest first."""
    page = await tags.page(call.unit, call.by, call.query)
    body = TagList(
        tags=[shown(Tag, each) for each in page.rows], pagination=call.pagination(page)
    )
    return Reply(body=body, links=call.links(page))


async def read(call: Call) -> Reply:
    """Read a tag."""
    return _one(await tags.read(call.unit, call.by, call.texts["key"]))


async def change(call: Call) -> Reply:
    """Change a tag: a JSON Merge Patch (RFC 7396). Its key stays.

    The companies that have it show its new name at once; if they are more than 5,000,
    within a minute or so, and whoever is changed meanwhile shows it at once.
    """
    changed = await tags.change(
        call.unit, call.by, call.texts["key"], patch=call.body, version=call.version
    )
    return _one(changed)


async def delete(call: Call) -> Reply:
    """Delete a tag: it is taken from every company that has it."""
    await tags.delete(call.unit, call.by, call.texts["key"], version=call.version)
    return Reply(status=204)


def _one(tag: KeptTag, status: int = 200) -> Reply:
    return Reply(status=status, body=shown(Tag, tag), version=tag.version)


EXAMPLE = {
    "key": "key-account",
    "name": "Key account",
    "filterable": True,
    "translations": {"name": {"sv": "Nyckelkund"}},
}

_ONE = "/tags/{key}"

ROUTES = [
    route(
        "POST",
        "/tags",
        create,
        body=NewTag,
        shows=Tag,
        status=201,
        names="key",
        failures=(CredentialNeeded, RecordTooLarge, TagInvalid, TagKeyTaken),
        example=EXAMPLE,
    ),
    route(
        "GET",
        "/tags",
        list_all,
        query=PageAsked,
        shows=TagList,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded,),
    ),
    route(
        "GET",
        _ONE,
        read,
        shows=Tag,
        unit=Unit.SINGLE,
        failures=(CredentialNeeded, TagUnknown),
    ),
    route(
        "PATCH",
        _ONE,
        change,
        body=TagPatch,
        shows=Tag,
        takes_if_match=True,
        failures=(CredentialNeeded, RecordTooLarge, TagInvalid, TagUnknown),
        example={"name": "Key customer", "status": "active"},
    ),
    route(
        "DELETE",
        _ONE,
        delete,
        status=204,
        takes_if_match=True,
        failures=(CredentialNeeded, LabelOnTooMany, TagUnknown),
    ),
]
