"""What can be done with attribute templates."""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec
from msgspec.structs import asdict
from uuid_utils.compat import uuid7

from koncern import limits
from koncern.access import require
from koncern.base import (
    Actor,
    Failure,
    Fault,
    Page,
    PageAsked,
    Scope,
    Stale,
    cut,
    first_faults,
    given,
)
from koncern.base.records import RecordTooLarge, record_bytes, refuse_growth
from koncern.db import Tx, load
from koncern.events import record
from koncern.labels.attribute_templates.model import (
    AttributeTemplateInvalid,
    AttributeTemplateKeyTaken,
    AttributeTemplatePatch,
    AttributeTemplateUnknown,
    KeptAttributeTemplate,
    NewAttributeTemplate,
    kept_template,
)
from koncern.labels.attribute_templates.rules import misfits, template_faults

SQL = load("koncern.labels.attribute_templates")


async def add(
    tx: Tx, actor: Actor, new: NewAttributeTemplate, /
) -> KeptAttributeTemplate:
    """Make an attribute template."""
    require(actor, Scope.ADMIN)
    if faults := template_faults(new):
        raise AttributeTemplateInvalid(faults=faults)
    refuse_growth("The template", new, limits.TEMPLATE_BYTES)
    made = await tx.maybe(kept_template, SQL.add, **_columns(new))
    if made is None:
        raise AttributeTemplateKeyTaken
    await record(tx, actor, "attribute_template.created", made.id, after=made)
    return made


async def add_several(
    tx: Tx, actor: Actor, news: Sequence[NewAttributeTemplate], /
) -> list[KeptAttributeTemplate | Failure]:
    """Make those templates that can be made; tell of each other why it cannot."""
    require(actor, Scope.ADMIN)
    came: dict[int, KeptAttributeTemplate | Failure] = {}
    first: dict[str, int] = {}
    for place, new in enumerate(news):
        if faults := template_faults(new):
            came[place] = AttributeTemplateInvalid(faults=faults)
        elif record_bytes(new) > limits.TEMPLATE_BYTES:
            came[place] = RecordTooLarge()
        elif new.key in first:
            came[place] = AttributeTemplateKeyTaken()
        else:
            first[new.key] = place
    ids = {key: {"id": uuid7()} for key in first}
    # In one order: of two who make the same ones at once, neither waits in a circle.
    asked = [ids[key] | asdict(news[first[key]]) for key in sorted(first)]
    made = await tx.all(
        kept_template, SQL.add_several, templates=msgspec.json.encode(asked).decode()
    )
    await tx.run(
        SQL.record_several,
        templates=msgspec.json.encode(made).decode(),
        actor_kind=actor.kind,
        actor=actor.id,
        request_id=tx.request_id,
    )
    by_key = {template.key: template for template in made}
    for key, place in first.items():
        came[place] = by_key.get(key) or AttributeTemplateKeyTaken()
    return [came[place] for place in range(len(news))]


async def page(
    tx: Tx, actor: Actor, asked: PageAsked, /
) -> Page[KeptAttributeTemplate]:
    """List attribute templates, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(kept_template, query, edge=asked.edge(), most=asked.limit + 1)
    return cut(rows, asked, attrgetter("id"))


async def read(tx: Tx, actor: Actor, key: str, /) -> KeptAttributeTemplate:
    """Read the attribute template with a key."""
    require(actor, Scope.READ)
    found = await tx.maybe(kept_template, SQL.find, keys=[key])
    if found is None:
        raise AttributeTemplateUnknown
    return found


async def change(
    tx: Tx,
    actor: Actor,
    key: str,
    /,
    *,
    patch: AttributeTemplatePatch,
    version: int | None = None,
) -> KeptAttributeTemplate:
    """Change a template; what companies have by it stays until it is written again."""
    require(actor, Scope.ADMIN)
    held = await _hold(tx, key, version)
    changed = msgspec.structs.replace(held, **given(patch))
    faults = template_faults(changed)
    if patch.key not in (None, key):
        faults.append(Fault("/key", "cannot be changed"))
    if faults:
        raise AttributeTemplateInvalid(faults=faults)
    if changed == held:
        return held
    refuse_growth("The template", changed, limits.TEMPLATE_BYTES, before=held)
    changed = await tx.one(kept_template, SQL.change, **_columns(changed))
    await record(
        tx, actor, "attribute_template.changed", held.id, before=held, after=changed
    )
    return changed


async def delete(
    tx: Tx, actor: Actor, key: str, /, *, version: int | None = None
) -> None:
    """Delete a template; what companies have by it stays until it is written again."""
    require(actor, Scope.ADMIN)
    held = await _hold(tx, key, version)
    await tx.run(SQL.remove, id=held.id)
    await record(tx, actor, "attribute_template.deleted", held.id, before=held)


async def find_misfits(
    tx: Tx, attributes: Mapping[int, Mapping[str, Any]], /
) -> list[Fault]:
    """Find where attributes, by their places, do not fit the templates they name."""
    keys = {each["template_key"] for each in attributes.values()} - {None, ""}
    if not keys:
        return []
    found = await tx.all(kept_template, SQL.find, keys=sorted(keys))
    templates = {template.key: template for template in found}
    return first_faults(_misfits(attributes, templates))


def _misfits(
    attributes: Mapping[int, Mapping[str, Any]],
    templates: Mapping[str, KeptAttributeTemplate],
) -> Iterator[Fault]:
    for place, attribute in attributes.items():
        if not (key := attribute["template_key"]):
            continue
        pointer = f"/attributes/{place}"
        if key in templates:
            yield from misfits(pointer, attribute, templates[key])
        else:
            yield Fault(
                f"{pointer}/template_key", "is no attribute template of this app"
            )


async def _hold(tx: Tx, key: str, version: int | None) -> KeptAttributeTemplate:
    held = await tx.maybe(kept_template, SQL.hold, key=key)
    if held is None:
        raise AttributeTemplateUnknown
    if version is not None and version != held.version:
        raise Stale
    return held


def _columns(template: NewAttributeTemplate | KeptAttributeTemplate) -> dict[str, Any]:
    facts = msgspec.structs.asdict(template)
    return facts | {"fields": msgspec.json.encode(template.fields).decode()}
