"""Settings are what a few lines of Python say, whatever is done to the tree."""

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from settings import declare, put, reset

from koncern import inheritance
from koncern.base import Actor
from koncern.db import Tx
from koncern.inheritance import SettingChange
from trees import add_company, put_parent
from world import World

COMPANIES = 6
FIELDS = ("credit_check", "custom_fields.tier", "price_list")
VALUES: dict[str, list[Any]] = {
    "credit_check": [True, False, None],
    "custom_fields.tier": [0, {}, None],
    "price_list": ["a", "b", None],
}
company = st.integers(0, COMPANIES - 1)
field = st.sampled_from(FIELDS)
calls = st.lists(
    st.one_of(
        st.tuples(st.just("put"), company, field, st.integers(0, 2)),
        st.tuples(st.just("reset"), company, field, st.none()),
        st.tuples(st.just("move"), company, st.none(), st.none() | company),
    ),
    min_size=6,
    max_size=20,
)
Held = tuple[str, Any, int | None]


class Both:
    """The service and the model, which are told the same."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.machine = world.machine()
        declare(self.machine, *FIELDS)
        self.ids = [add_company(self.machine, str(each)) for each in range(COMPANIES)]
        self.parents: list[int | None] = [None] * COMPANIES
        self.said: dict[tuple[int, str], Any] = {}

    def step(self, verb: str, of: int, field: Any, fact: Any) -> None:
        """Do one thing to both; a move is looked at before it is made."""
        if verb == "put":
            value = VALUES[field][fact]
            put(self.machine, self.ids[of], field, value).raise_for_status()
            self.said[of, field] = value
        elif verb == "reset":
            reset(self.machine, self.ids[of], field).raise_for_status()
            self.said.pop((of, field), None)
        elif fact is None or of not in self.way(fact):
            foretold = self.foretold(of, fact)
            before = [self.all(each) for each in range(COMPANIES)]
            parent = None if fact is None else self.ids[fact]
            put_parent(self.machine, self.ids[of], parent).raise_for_status()
            self.parents[of] = fact
            self.compare_move(foretold, of, before)

    def way(self, of: int | None) -> list[int]:
        """Return a company and all above it, the nearest first."""
        found = []
        while of is not None:
            found.append(of)
            of = self.parents[of]
        return found

    def held(self, of: int, field: str) -> Held:
        """Return what holds for a company, and who says so."""
        for each in self.way(of):
            if (each, field) in self.said:
                value = self.said[each, field]
                own = "blocked" if value is None else "own"
                return own if each == of else "inherited", value, each
        return "unset", None, None

    def all(self, of: int) -> dict[str, Held]:
        """Return all that holds for a company."""
        return {field: self.held(of, field) for field in FIELDS}

    def compare(self) -> None:
        """Compare what holds for every company."""
        for each, id_ in enumerate(self.ids):
            shown = self.machine.get(f"/organisations/{id_}/settings").json()
            assert {
                found["field"]: (
                    found["state"],
                    found["value"],
                    found["source"] and int(found["source"]["name"]),
                )
                for found in shown["settings"]
            } == self.all(each)

    def foretold(self, of: int, parent: int | None) -> dict[str, SettingChange]:
        """Return what `inheritance` says that a move would change."""

        async def look(tx: Tx, _: Actor) -> list[SettingChange]:
            under = None if parent is None else UUID(self.ids[parent])
            whose = UUID(self.ids[of])
            return await inheritance.changes_by_move(tx, whose, parent=under)

        return {each.field: each for each in self.world.act(look)}

    def compare_move(
        self, foretold: dict[str, SettingChange], of: int, before: list[dict[str, Held]]
    ) -> None:
        """Compare what was told of a move with what came of it."""
        changed = {
            field: sum(
                self.held(each, field) != before[each][field]
                for each in range(COMPANIES)
                if each != of
            )
            for field in FIELDS
            if self.held(of, field) != before[of][field]
        }
        assert {each.field: each.heirs_count for each in foretold.values()} == changed


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(calls=calls)
def test_what_holds_is_as_the_model_says(world: World, calls: list[tuple]):
    fresh = World(world.url, world.operator)
    both = Both(fresh)
    for call in calls:
        both.step(*call)
    both.compare()
    fresh.close()
