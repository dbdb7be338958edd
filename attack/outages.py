"""Attacks between the service and its database: lost replies and silent connections.

A *lie* is an answer that the database contradicts: "nothing was changed" about something
that was committed, or a success about something that is not there. 503 `OutcomeUnknown`
is honest.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from attack.link import Link
from attack.model import Attack, Family, Target
from attack.scene import Scene, company, customer
from attack.wire import Answer, ask

HONEST = "OutcomeUnknown"
STATEMENT_SECONDS_MAX = 3
HANG_SECONDS_MAX = STATEMENT_SECONDS_MAX + 7
MENDED_SECONDS_MAX = 20
RETRIES = 5


class Write(NamedTuple):
    """A write, and how many times the database holds what it writes."""

    what: str
    asked: bytes
    found: Callable[[], int]
    is_repeatable: bool = False
    """Whether it carries an Idempotency-Key."""


def lost_replies(target: Target) -> None:
    """Lose the reply to each kind of write, and compare answers with the database."""
    rounds = target.plan.size(6, 1)
    for number in range(rounds):
        for write in _writes(target.scene, number):
            _lose(target, write)
    for _ in range(rounds):
        _lose_refresh(target)
    assert target.link is not None
    target.tally.note(f"{target.link.swallowed} replies were lost")


def _writes(scene: Scene, number: int) -> list[Write]:
    """Return one write of each kind, with names of this round."""
    made = []
    for key in ("", f"key-{number}-{time.monotonic_ns()}"):
        first, second = ({"idempotency_key": key + end} if key else {} for end in "ab")
        name = f"Lost {number} {'keyed' if key else 'bare'} {time.monotonic_ns()}"
        body = customer(name)
        made.append(
            Write(
                f"POST customer{' with a key' if key else ''}",
                scene.raw("POST", "/api/customers", body, "", **first),
                partial(_count, scene, name),
                bool(key),
            )
        )
        name = f"Lost company {number} {time.monotonic_ns()}"
        made.append(
            Write(
                f"POST organisation{' with a key' if key else ''}",
                scene.raw("POST", "/organisations", company(name), "", **second),
                partial(_count, scene, name),
                bool(key),
            )
        )
    return [*made, *_changes(scene, number)]


def _changes(scene: Scene, number: int) -> list[Write]:
    """Return a change of a company, and one that archives it."""
    body = company(f"Changed {number} {time.monotonic_ns()}")
    made = scene.post("/organisations", body, by="").json()
    path = f"/organisations/{made['company']['id']}"
    phone = f"+46 8 {100_000 + number}"

    def is_changed() -> int:
        told = scene.call("GET", path, by="").json()
        return int(told.get("company", {}).get("phone") == phone)

    def is_archived() -> int:
        told = scene.call("GET", path, by="").json()
        return int(bool(told.get("company", {}).get("archived_at")))

    patch = scene.raw("PATCH", path, {"phone": phone}, "")
    return [
        Write("PATCH organisation", patch, is_changed),
        Write("DELETE organisation", scene.raw("DELETE", path, by=""), is_archived),
    ]


def _lose(target: Target, write: Write) -> None:
    """Send a write of which the reply is lost, and judge what its client was told."""
    answer = _send_losing(target, write.asked)
    found = _patiently(write.found)
    _judge(target, write.what, answer, found)
    if not write.is_repeatable:
        return
    for _ in range(RETRIES):
        again = ask(target.port, write.asked)
        if again.status < 500:
            break
        time.sleep(0.5)
    count = _patiently(write.found)
    told = f"{write.what}: repeated, got {again.status}, and there are {count}"
    target.tally.expect(told, holds=200 <= again.status < 300 and count == 1)


def _judge(target: Target, what: str, answer: Answer, found: int) -> None:
    is_well = 200 <= answer.status < 300
    code = answer.json().get("code", "")
    if is_well and not found:
        target.tally.breaks(f"{what}: {answer.status}, and it is not there")
    if not is_well and found and code != HONEST:
        detail = answer.json().get("detail", "")[:60]
        target.tally.breaks(
            f"{what}: {answer.status} {code} “{detail}”, and it is there"
        )


def _lose_refresh(target: Target) -> None:
    """Lose the reply to a refresh; the same token must be good for another try."""
    scene = target.scene
    answer = scene.sign_in("ben")
    if answer.status != 200:
        return
    token = {"refresh_token": answer.json()["refresh_token"]}
    asked = scene.raw("POST", "/auth/refresh", token)
    first = _send_losing(target, asked)
    if 200 <= first.status < 300:
        return
    for _ in range(RETRIES):
        again = ask(target.port, asked)
        if again.status < 500:
            break
        time.sleep(0.5)
    told = f"refresh: {first.status}, and the retry {again.status}"
    target.tally.expect(told, holds=again.status == 200)


def _send_losing(target: Target, asked: bytes) -> Answer:
    link = _link(target)
    link.swallow_next()
    target.tally.sent(len(asked))
    answer = ask(target.port, asked, seconds=30)
    link.swallow_none()
    told = answer.json().get("code", "") if answer.status >= 400 else ""
    target.tally.answered(f"{answer.status} {told}".strip())
    return answer


def black_holes(target: Target) -> None:
    """Turn every connection into a black hole; new ones pass."""
    scene = target.scene
    made = scene.post("/organisations", company("Hole"), by="").json()
    asked = scene.raw("GET", f"/organisations/{made['company']['id']}", by="")
    write = scene.raw("POST", "/organisations", company("After"), "")
    for _ in range(target.plan.size(3, 1)):
        for _ in range(4):
            ask(target.port, write)
        _link(target).make_holes()
        start = time.monotonic()
        longest = _until_well(target, (asked, write))
        mended = time.monotonic() - start
        target.tally.note(f"well again after {mended:.0f} s, longest {longest:.0f} s")
        target.tally.expect(
            f"a request hung for {longest:.0f} s", holds=longest <= HANG_SECONDS_MAX
        )
        is_mended = mended <= MENDED_SECONDS_MAX
        target.tally.expect(f"not well within {mended:.0f} s", holds=is_mended)
        if not is_mended:
            return


def _until_well(target: Target, requests: tuple[bytes, ...]) -> float:
    """Ask until everything is answered well five times in a row."""
    longest, in_a_row, start = 0.0, 0, time.monotonic()
    while in_a_row < 5 and time.monotonic() - start < MENDED_SECONDS_MAX * 1.5:
        for asked in requests:
            before = time.monotonic()
            target.tally.sent(len(asked))
            answer = ask(target.port, asked, seconds=45)
            longest = max(longest, time.monotonic() - before)
            target.tally.answered(answer.status)
            in_a_row = in_a_row + 1 if answer.status == 200 else 0
        time.sleep(0.1)
    return longest


def _count(scene: Scene, name: str) -> int:
    """Count the companies of a name, as the database has them."""
    path = f"/organisations?text={name.replace(' ', '%20')}&limit=100"
    companies = scene.call("GET", path, by="").json().get("companies", [])
    return sum(each.get("name") == name for each in companies)


def _patiently(found: Callable[[], int]) -> int:
    """Count, and look again a few times: a search finds what is new a little later."""
    for _ in range(4):
        if count := found():
            return count
        time.sleep(0.4)
    return 0


def _link(target: Target) -> Link:
    assert target.link is not None
    return target.link


FAMILY = Family(
    "outages",
    (
        Attack(
            "lost replies",
            "The reply to COMMIT, or to a single write, is lost on its way.",
            lost_replies,
            is_measured=False,
            is_linked=True,
        ),
        Attack(
            "black holes",
            "Connections to the database through which nothing passes any more.",
            black_holes,
            is_measured=False,
            is_linked=True,
            settings={"KONCERN_STATEMENT_SECONDS_MAX": str(STATEMENT_SECONDS_MAX)},
        ),
    ),
)
