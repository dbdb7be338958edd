"""What can be done with tags."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

import msgspec

from koncern import labels, limits
from koncern.access import require
from koncern.base import (
    Actor,
    Fault,
    Page,
    PageAsked,
    Scope,
    Stale,
    cut,
    first_faults,
    given,
    locale_problem,
    merge_patch,
)
from koncern.base.records import refuse_growth
from koncern.db import Tx, load
from koncern.events import record
from koncern.labels import Label
from koncern.labels.tags.model import (
    KeptTag,
    NewTag,
    TagInvalid,
    TagPatch,
    TagTranslations,
    TagUnknown,
    kept_tag,
)

SQL = load("koncern.labels.tags")


async def add(tx: Tx, actor: Actor, new: NewTag, /) -> KeptTag:
    """Make a tag."""
    require(actor, Scope.ADMIN)
    _check_locales(new.translations.name)
    refuse_growth("The tag", new, limits.LABEL_BYTES)
    made = await tx.one(kept_tag, SQL.add, **_columns(msgspec.structs.asdict(new)))
    await record(tx, actor, "tag.created", made.id, after=made)
    return made


async def page(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[KeptTag]:
    """List tags, oldest first."""
    require(actor, Scope.READ)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(kept_tag, query, edge=asked.edge(), most=asked.limit + 1)
    return cut(rows, asked, attrgetter("id"))


async def read(tx: Tx, actor: Actor, key: str, /) -> KeptTag:
    """Read the tag with a key."""
    require(actor, Scope.READ)
    return await _find(tx, key)


async def change(
    tx: Tx, actor: Actor, key: str, /, *, patch: TagPatch, version: int | None = None
) -> KeptTag:
    """Change a tag; the companies that have it show its new name."""
    require(actor, Scope.ADMIN)
    if patch.key not in (None, key):
        raise TagInvalid(faults=[Fault("/key", "cannot be changed")])
    found = await _find(tx, key)
    sent = given(patch)
    shown = None
    if "name" in sent:
        shown = await labels.hold(tx, Label.TAG, found.id)
    held = await _hold(tx, found, version)
    changed = msgspec.structs.replace(held, **_merged(held, sent))
    if changed == held:
        return held
    refuse_growth("The tag", changed, limits.LABEL_BYTES, before=held)
    changed = await tx.one(
        kept_tag, SQL.change, **_columns(msgspec.structs.asdict(changed))
    )
    if shown is not None and changed.name != held.name:
        await labels.render(tx, shown)
    await record(tx, actor, "tag.changed", held.id, before=held, after=changed)
    return changed


async def delete(
    tx: Tx, actor: Actor, key: str, /, *, version: int | None = None
) -> None:
    """Delete a tag: it is taken from every company that has it."""
    require(actor, Scope.ADMIN)
    found = await _find(tx, key)
    shown = await labels.hold_to_delete(tx, Label.TAG, found.id)
    held = await _hold(tx, found, version)
    told = {"tag": {"id": held.id, "key": held.key, "name": held.name}}
    companies = await labels.take_off(tx, actor, shown, told=told)
    await tx.run(SQL.remove, id=held.id)
    after = {"companies": len(companies)}
    await record(tx, actor, "tag.deleted", held.id, before=held, after=after)


async def _find(tx: Tx, key: str) -> KeptTag:
    found = await tx.maybe(kept_tag, SQL.find, key=key)
    if found is None:
        raise TagUnknown
    return found


async def _hold(tx: Tx, found: KeptTag, version: int | None) -> KeptTag:
    """Keep others from changing a tag; it may have changed since it was found."""
    held = await tx.maybe(kept_tag, SQL.hold, id=found.id)
    if held is None:
        raise TagUnknown
    if version is not None and version != held.version:
        raise Stale
    return held


def _merged(held: KeptTag, sent: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(sent)
    if "translations" in sent:
        names = given(sent["translations"]).get("name", {})
        _check_locales(names)
        merged["translations"] = TagTranslations(
            name=merge_patch(held.translations.name, names)
        )
    return merged


def _check_locales(locales: Iterable[str]) -> None:
    faults = first_faults(
        Fault(f"/translations/name/{locale}", problem)
        for locale in locales
        if (problem := locale_problem(locale))
    )
    if faults:
        raise TagInvalid(faults=faults)


def _columns(facts: dict[str, Any]) -> dict[str, Any]:
    translations = msgspec.json.encode(facts["translations"]).decode()
    return facts | {"translations": translations}
