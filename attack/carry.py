"""Carrying an attack out: in a process of its own that ends in time, whatever it does."""

import multiprocessing
import os
import signal
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

from attack.model import Attack, Target
from attack.tally import Tally

FORK = multiprocessing.get_context("fork")
GRACE_SECONDS = 15
NICE = 5
"""The attacker would be on another machine: it gives way to those who are measured."""


class _OverTime(BaseException):
    """The attack has had its time."""


def carry_out(attack: Attack, target: Target) -> dict[str, Any]:
    """Carry an attack out; return its tally."""
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=_attack, args=(theirs, attack, target), daemon=True)
    process.start()
    theirs.close()
    try:
        if ours.poll(target.plan.seconds + GRACE_SECONDS):
            told: dict[str, Any] = ours.recv()
            return told
    except EOFError:
        pass
    finally:
        process.kill()
        process.join()
    ended = Tally()
    ended.note("the attack did not end in time, and was ended")
    return ended.as_json()


def _attack(pipe: Connection, attack: Attack, target: Target) -> None:
    os.nice(NICE)
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, target.plan.seconds)
    try:
        attack.run(target)
    except _OverTime:
        _tell_over_time(attack, target)
    except Exception as trouble:  # noqa: BLE001 - an attack that fails is told as one
        target.tally.breaks(f"the attack itself failed: {trouble!r}")
    signal.setitimer(signal.ITIMER_REAL, 0)
    pipe.send(target.tally.as_json())
    os._exit(0)  # no thread of the attack is waited for


def _tell_over_time(attack: Attack, target: Target) -> None:
    """Tell that an attack was ended; one that looks at answers should end by itself."""
    told = f"ended after {target.plan.seconds} s"
    if attack.is_measured:
        target.tally.note(told)
    else:
        target.tally.breaks(told)


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise _OverTime
