"""Turns: one client's requests wait for each other, and not other clients for all of them."""

import asyncio

import pytest

from koncern import limits
from koncern.api.kit.fairness import Share

HALF = limits.CLIENT_ACTING // 2


async def settled(task: asyncio.Task[None]) -> bool:
    for _ in range(3):
        await asyncio.sleep(0)
    return task.done()


def test_as_many_act_as_their_weights_allow():
    share = Share()

    assert [share.may_act(HALF) for _ in range(3)] == [True, True, False]


def test_one_that_weighs_more_than_all_acts_alone():
    share = Share()

    assert share.may_act(limits.CLIENT_ACTING + 1)
    assert not share.may_act(1)


def test_they_act_in_the_order_in_which_they_came():
    async def play() -> None:
        share = Share()
        assert share.may_act(limits.CLIENT_ACTING)
        heavy = asyncio.create_task(share.wait_to_act(limits.CLIENT_ACTING))
        light = asyncio.create_task(share.wait_to_act(1))
        assert not await settled(heavy)

        share.pass_turn(limits.CLIENT_ACTING)
        assert await settled(heavy)
        assert not await settled(light)
        share.pass_turn(limits.CLIENT_ACTING)
        assert await settled(light)
        share.pass_turn(1)
        assert share.acting == 0

    asyncio.run(play())


@pytest.mark.parametrize("has_turn", [False, True])
def test_one_that_leaves_keeps_no_turn(*, has_turn: bool):
    async def play() -> None:
        share = Share()
        assert share.may_act(HALF)
        assert share.may_act(HALF)
        leaving = asyncio.create_task(share.wait_to_act(HALF))
        await settled(leaving)
        if has_turn:
            share.pass_turn(HALF)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        if not has_turn:
            share.pass_turn(HALF)
        share.pass_turn(HALF)

        assert share.acting == 0

    asyncio.run(play())
