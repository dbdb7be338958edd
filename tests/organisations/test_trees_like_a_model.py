"""Trees behave as a few lines of Python say, at all times, whatever is done to them.

So they do in each hierarchy: what is done in one does not show in another.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients import Client
from koncern.base import Actor, Failure
from koncern.db import Tx
from koncern.trees import scheduled_moves
from trees import add_company, circles, declare, differences, put_parent
from world import World

COMPANIES = 6
DAYS = (1, 2, 3)
HIERARCHIES = ("main", "sales")
company = st.integers(0, COMPANIES - 1)
day = st.sampled_from(DAYS)
parent = st.none() | company
where = st.sampled_from(HIERARCHIES)
calls = st.lists(
    st.one_of(
        st.tuples(st.just("move"), where, company, parent),
        st.tuples(st.just("plan"), where, company, st.tuples(parent, day)),
        st.tuples(
            st.just("correct"), where, company, st.tuples(parent, st.integers(0, 20))
        ),
        st.tuples(st.just("withdraw"), where, st.integers(0, 3), st.none()),
        st.tuples(
            st.just("archive"),
            st.just("main"),
            company,
            st.sampled_from(["", "lift", "archive"]),
        ),
    ),
    min_size=4,
    max_size=24,
)


@dataclass
class Model:
    """One hierarchy: under whom each company stands from which times on; the plans.

    When companies were made, and who is archived, is the same in all.
    """

    made: list[datetime] = field(default_factory=list)
    times: list[dict[datetime, int | None]] = field(default_factory=list)
    archived: set[int] = field(default_factory=set)
    plans: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def parent(self, of: int, at: datetime) -> int | None:
        """Return under whom a company stands at a time."""
        known = self.times[of]
        return known[max(since for since in known if since <= at)]

    def above(self, of: int, at: datetime) -> list[int]:
        """Return all above a company at a time, the nearest first."""
        found = []
        each = self.parent(of, at)
        while each is not None:
            found.append(each)
            each = self.parent(each, at)
        return found

    def below(self, of: int, at: datetime) -> list[int]:
        """Return all below a company at a time."""
        there = [each for each, made in enumerate(self.made) if made <= at]
        return [each for each in there if of in self.above(each, at)]

    def fits(self, of: int, under: int | None, since: datetime) -> bool:
        """Tell whether there is no circle from a time on until the parent changes."""
        after = [time for time in self._boundaries(of) if time > since]
        moments = {time for each in self.times for time in each if time > since}
        if after:
            moments = {time for time in moments if time < min(after)}
        return under is None or not any(
            of in (under, *self.above(under, time)) for time in {since, *moments}
        )

    def put(self, of: int, under: int | None, since: datetime) -> None:
        """Write a time down, until the parent changes next."""
        known = self.times[of] | {
            time: self.parent(of, time) for time in self._boundaries(of)
        }
        known[since] = under
        kept: dict[datetime, int | None] = {}
        for time in sorted(known):
            if not kept or kept[max(kept)] != known[time]:
                kept[time] = known[time]
        self.times[of] = kept

    def _boundaries(self, of: int) -> set[datetime]:
        planned = {at for whose, at in self.plans.values() if whose == of}
        return set(self.times[of]) | planned

    def moves(self, of: int, under: int | None, now: datetime) -> bool:
        """Move a company now; False when that is refused."""
        if self.parent(of, now) == under:
            return True
        if of in self.archived or under in self.archived:
            return False
        if not self.fits(of, under, now):
            return False
        self.put(of, under, now)
        return True

    def dates(self, of: int, under: int | None, since: datetime) -> bool:
        """Plan a move, or correct the past; False when that is refused."""
        if {of, under} & self.archived or (of, since) in self.plans.values():
            return False
        made = max(self.made[each] for each in (of, under) if each is not None)
        if since < made or self.parent(of, since) == under:
            return False
        if not self.fits(of, under, since):
            return False
        self.put(of, under, since)
        return True

    def archives(self, of: int, way: str, now: datetime) -> bool:
        """Archive a company; False when that is refused."""
        below = [each for each in self.below(of, now) if each not in self.archived]
        children = [each for each in below if self.parent(each, now) == of]
        if of in self.archived:
            return True
        if children and not way:
            return False
        if way == "archive":
            self.archived |= set(below)
        before = [dict(each) for each in self.times]
        for each in children if way == "lift" else []:
            if not self.moves(each, self.parent(of, now), now):
                self.times = before
                return False
        self.archived.add(of)
        return True


class Both:
    """The service and the model, which are asked for the same."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client: Client = world.machine()
        declare(self.client)
        main = Model()
        self.models = {"main": main, "sales": Model(main.made, archived=main.archived)}
        self.ids: list[str] = []
        self.seen: list[datetime] = []
        self.start = datetime.now(UTC)
        for each in range(COMPANIES):
            self.ids.append(add_company(self.client, f"Company {each}"))
            main.made.append(datetime.now(UTC))
            for model in self.models.values():
                model.times.append({self.start: None})
        self.look()

    def look(self) -> None:
        """Remember a moment, to look back at it."""
        self.seen.append(datetime.now(UTC))

    def step(self, verb: str, where: str, of: int, fact: Any) -> None:
        """Ask both for one thing, and compare whether it was done."""
        now, model = datetime.now(UTC), self.models[where]
        if verb == "withdraw":
            self._withdraw(model, of)
        elif verb == "archive":
            query = f"?children={fact}" if fact else ""
            reply = self.client.delete(f"/organisations/{self.ids[of]}{query}")
            assert reply.is_success == model.archives(of, fact, now), reply.text
        elif verb == "move":
            reply = put_parent(self.client, self.ids[of], self._id(fact), where)
            assert reply.is_success == model.moves(of, fact, now), reply.text
        else:
            self._date(where, verb, of, *fact)
        self.look()

    def _date(
        self, where: str, verb: str, of: int, under: int | None, when: int
    ) -> None:
        model = self.models[where]
        at = self.start + timedelta(days=when)
        if verb == "correct":
            at = self.seen[when % len(self.seen)]
        reply = put_parent(
            self.client,
            self.ids[of],
            self._id(under),
            where,
            effective_at=at.isoformat(),
            reason="So it is",
        )
        assert reply.is_success == model.dates(of, under, at), reply.text
        if reply.is_success and verb == "plan":
            model.plans[reply.json()["scheduled_move"]["id"]] = (of, at)

    def _withdraw(self, model: Model, which: int) -> None:
        if which >= len(model.plans):
            return
        planned = list(model.plans)[which]
        of, at = model.plans.pop(planned)
        back = model.parent(of, at - timedelta(microseconds=1))
        is_possible = model.fits(of, back, at)
        reply = self.client.delete(f"/scheduled-moves/{planned}")
        assert reply.is_success == is_possible, reply.text
        if is_possible:
            model.put(of, back, at)
        else:
            model.plans[planned] = (of, at)

    def _id(self, company: int | None) -> str | None:
        return None if company is None else self.ids[company]

    def compare(self, at: datetime, *, is_now: bool = False) -> None:
        """Compare where every company stands at a time, in each hierarchy."""
        asked = {} if is_now else {"as_of": at.isoformat()}
        for where, model in self.models.items():
            asked["hierarchy"] = where
            for each, id_ in enumerate(self.ids):
                reply = self.client.get(f"/organisations/{id_}/place", params=asked)
                place = reply.json()
                above = model.above(each, at)
                assert place["parent_id"] == self._id(model.parent(each, at))
                assert place["depth"] == len(above)
                assert place["root_id"] == self.ids[[each, *above][-1]]
                assert place["descendants_count"] == len(model.below(each, at))

    def come_to_pass(self) -> None:
        """Let the time of each plan come, one after the other, and compare at each."""
        plans = [
            (at, planned, of, model)
            for model in self.models.values()
            for planned, (of, at) in model.plans.items()
        ]
        for at in sorted({plan[0] for plan in plans}):
            now = [plan for plan in plans if plan[0] == at]
            for _, planned, of, model in sorted(now, key=itemgetter(1)):
                self._come(model, planned, of, at)
            self.compare(at, is_now=True)

    def _come(self, model: Model, planned: str, of: int, at: datetime) -> None:
        del model.plans[planned]
        under = model.parent(of, at)
        if self._is_carried_out(UUID(planned), at):
            assert of not in model.archived
        else:
            assert {of, under} & model.archived or not model.fits(of, under, at)
            model.put(of, model.parent(of, at - timedelta(microseconds=1)), at)

    def _is_carried_out(self, planned: UUID, at: datetime) -> bool:
        """Do what the service does when the time has come."""

        async def carry_out(tx: Tx, actor: Actor) -> None:
            tx.now = at
            await scheduled_moves.carry_out(tx, actor, planned)

        try:
            self.world.act(carry_out)
        except Failure as failed:
            failure = failed

            async def give_up(tx: Tx, actor: Actor) -> None:
                tx.now = at
                await scheduled_moves.give_up(tx, actor, planned, failure=failure)

            self.world.act(give_up)
            return False
        return True


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(calls=calls)
def test_trees_are_at_all_times_as_the_model_says(world: World, calls: list[tuple]):
    fresh = World(world.url, world.operator)
    both = Both(fresh)
    for call in calls:
        both.step(*call)

    both.compare(datetime.now(UTC), is_now=True)
    assert differences(fresh) == []
    assert circles(fresh) == []
    for at in [*both.seen[::4], *(both.start + timedelta(days=day) for day in DAYS)]:
        both.compare(at)
    both.come_to_pass()
    fresh.close()
