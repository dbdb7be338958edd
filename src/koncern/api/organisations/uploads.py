"""Uploads on their way: read, recognised, stored, and gone if nothing comes of them."""

import asyncio
from contextlib import suppress
from uuid import UUID

import msgspec

from koncern import limits
from koncern.api.http import (
    Call,
    Form,
    Reply,
    content_length,
    find_replay,
    key_of,
    read_form,
    run_once,
)
from koncern.base import Failure, Fault
from koncern.profile import file_types, files
from koncern.profile.files import FileInvalid, Incoming, NewFile, Quotas


async def take_upload(call: Call, company: UUID) -> Reply:
    """Take the file of a form, if the actor may and there is room for it."""
    most = call.settings.file_bytes_max
    told = content_length(call.headers)
    size = most if told is None else min(told, most)
    with call.store.space.upload(call.by.id, size):
        await _check(call, company, 0 if told is None else size)
        async with Incoming(call.store.arrivals) as incoming:
            form = await read_form(
                call, incoming.add, file="file", fields=("custom_fields",)
            )
            new = await _recognised(call, form, incoming)
            return await _keep(call, company, new, incoming)


async def discard(call: Call, file: UUID, *, is_over: bool = True) -> None:
    """Remove a content that belongs to no file; housekeeping tries again if need be.

    If storing it is not over for certain, housekeeping looks again later.
    """
    with suppress(Failure):
        async with call.database.transaction(call.by.app, call.request_id) as tx:
            await files.discard(tx, file, store=call.store, is_over=is_over)


async def _recognised(call: Call, form: Form, incoming: Incoming) -> NewFile:
    """Check everything that is said of a file that has come in, and what it is."""
    custom_fields = form.read_object("custom_fields")
    files.check_custom_fields(custom_fields)
    name = files.file_name(form.file.filename, "/file")
    if not incoming.size:
        raise FileInvalid(faults=[Fault("/file", "is empty")])
    content = await incoming.finish()
    content_type = await asyncio.to_thread(
        file_types.recognise,
        content,
        name,
        form.file.content_type,
        call.settings.file_types_taken,
    )
    return NewFile(
        filename=name,
        content_type=content_type,
        size=incoming.size,
        checksum=incoming.checksum,
        custom_fields=custom_fields,
    )


async def _check(call: Call, company: UUID, size: int) -> None:
    """Refuse an upload early; a repeat may be of the file that filled a quota."""
    async with call.database.transaction(call.by.app, call.request_id) as tx:
        if key_of(call) is not None:
            await files.check_rights(tx, call.by, company)
            return
        most = Quotas.of(call.settings)
        least = max(size - limits.FORM_BYTES, 0)
        await files.check_upload(tx, call.by, company, size=least, quotas=most)


async def _keep(call: Call, company: UUID, new: NewFile, incoming: Incoming) -> Reply:
    """Store the content first and the file after it, once for each Idempotency-Key."""
    key, told = key_of(call), msgspec.json.encode(["POST", call.path, new])
    async with call.database.transaction(call.by.app, call.request_id) as call.tx:
        await files.check_rights(call.unit, call.by, company)
        if key is not None and (kept := await find_replay(call, key, told)) is not None:
            return kept
        file = await files.begin(
            call.unit, call.by, company, size=new.size, quotas=Quotas.of(call.settings)
        )
    is_stored = is_kept = False

    async def add() -> Reply:
        nonlocal is_kept
        made = await files.add(call.unit, call.by, company, file, new)
        is_kept = True
        return Reply(status=201, body=made.document, version=made.version)

    try:
        await call.store.put(call.by.app, file, await incoming.finish())
        is_stored = True
        if key is not None:
            return await run_once(call, key, told, add)
        async with call.database.transaction(call.by.app, call.request_id) as call.tx:
            return await add()
    except BaseException:
        is_kept = False
        raise
    finally:
        if not is_kept:
            await discard(call, file, is_over=is_stored)
