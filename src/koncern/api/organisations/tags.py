"""Tags, as an app's credentials manage them."""

import msgspec

from koncern import tags
from koncern.access import CredentialNeeded
from koncern.api.kit import Call, Pagination, Reply, Unit, route
from koncern.base import PageAsked
from koncern.tags import NewTag, Tag, TagKeyTaken


class TagList(msgspec.Struct, kw_only=True):
    """Tags, with the way to the next page."""

    tags: list[Tag]
    pagination: Pagination


async def create(call: Call) -> Reply:
    """Make a tag."""
    return Reply(status=201, body=await tags.add(call.unit, call.by, call.body))


async def list_all(call: Call) -> Reply:
    """List tags, oldest first."""
    page = await tags.page(call.unit, call.by, call.query)
    body = TagList(tags=list(page.rows), pagination=call.pagination(page))
    return Reply(body=body, links=call.links(page))


EXAMPLE = {"key": "key-account", "name": "Key account"}

ROUTES = [
    route(
        "POST",
        "/tags",
        create,
        body=NewTag,
        shows=Tag,
        status=201,
        failures=(CredentialNeeded, TagKeyTaken),
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
]
