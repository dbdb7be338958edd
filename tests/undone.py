"""Verbs that are carried out and then undone, so that no background job sees their work."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from koncern.base import Actor
from world import World


class Undone(Exception):  # noqa: N818 - no error: what was found
    """What was found; all that was done is undone."""


def undone(world: World, verb: Callable[[Any, Actor], Awaitable[Any]]) -> Any:
    """Carry out a verb in a transaction, undo it, and return what it returned."""

    async def act(tx: Any, actor: Actor) -> None:
        raise Undone(await verb(tx, actor))

    with pytest.raises(Undone) as found:
        world.act(act)
    return found.value.args[0]
