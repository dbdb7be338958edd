"""Questions: what companies are searched for and filtered by, as people would."""

import random
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from bench import ids, names, variety
from bench.calls import Calls
from bench.cast import Cast
from bench.plan import Plan
from koncern.db import Connection

DRAWN = 400
LONG = 300
LETTERS = "abcdefghijklmnoprstuvxyz"
SORTS: tuple[dict[str, str], ...] = (
    {},
    {"sort": "created", "order": "desc"},
    {"sort": "updated", "order": "desc"},
    {"sort": "name"},
    {"sort": "name", "order": "desc"},
)


class Question(NamedTuple):
    """A request, and the name of the company that is meant by it, if one is."""

    request: bytes
    meant: str | None = None


class Known(NamedTuple):
    """What is known of a company that somebody looks for."""

    name: str
    number: str
    parent: str | None


async def draw(connection: Connection, cast: Cast, plan: Plan) -> list[Known]:
    """Draw companies that are looked for."""
    dice = random.Random(7)
    drawn = [ids.company_id(dice.randrange(plan.companies)) for _ in range(DRAWN)]
    rows = await connection.fetch(
        "SELECT name, organisation_number, parent::text FROM company"
        " WHERE app_id = $1 AND id = ANY ($2)",
        cast.app,
        drawn,
    )
    return [Known(*row) for row in rows]


class Questions:
    """Asks an app about its companies."""

    def __init__(self, cast: Cast, known: list[Known]) -> None:
        self._calls = Calls(cast)
        self._known = known
        self._dice = random.Random(8)

    def of_search(self) -> dict[str, list[Question]]:
        """Return the questions of each kind of search."""
        kinds: dict[str, Callable[[Known], str]] = {
            "exact_name": lambda known: known.name,
            "misspelled_name": lambda known: self._mistaken(known.name, 1),
            "misspelled_twice": lambda known: self._mistaken(known.name, 2),
            "misspelled_word": lambda known: self._mistaken(_longest(known.name), 1),
            "begun_name": lambda known: known.name[: len(known.name) // 2],
            "number": lambda known: known.number,
        }
        asked = {
            kind: [Question(self._list(text=text(k)), k.name) for k in self._known]
            for kind, text in kinds.items()
        }
        common = [*names.WORDS["towns"], *names.WORDS["trades"], *names.WORDS["forms"]]
        asked["common_word"] = [Question(self._list(text=word)) for word in common]
        asked["long_text"] = [
            Question(self._list(text=self._long())) for _ in range(50)
        ]
        asked["nothing_alike"] = [
            Question(self._list(text=self._nonsense())) for _ in range(50)
        ]
        for kind, tag in (("often", variety.OFTEN), ("rare", variety.RARE)):
            asked[f"misspelled_name_of_{kind}_tag"] = [
                Question(self._list(text=self._mistaken(k.name, 1), tag=tag))
                for k in self._known
            ]
        return asked

    def of_filter(self) -> dict[str, list[Question]]:
        """Return the questions of each filter, or pair, in several orders."""
        return {
            kind: [
                Question(self._list(**drawn, **sort))
                for drawn in (facts if isinstance(facts, list) else [facts])
                for sort in SORTS
            ]
            for kind, facts in (FILTERS | self._drawn_filters()).items()
        }

    def _drawn_filters(self) -> dict[str, list[dict[str, str]]]:
        parents = [k.parent for k in self._known if k.parent]
        return {"parent": [{"parent": parent} for parent in parents]}

    def _list(self, **facts: str) -> bytes:
        return self._calls.get(f"{self._calls.organisations}?{urlencode(facts)}")

    def _mistaken(self, text: str, mistakes: int) -> str:
        """Return a text whose longest word has so many letters wrong."""
        word = wrong = _longest(text)
        for _ in range(mistakes):
            place = self._dice.randrange(1, max(2, len(wrong)))
            letter = self._dice.choice(LETTERS)
            way = self._dice.randrange(3)
            rest = wrong[place + (way != 0) :]
            wrong = wrong[:place] + ("" if way == 1 else letter) + rest
        return text.replace(word, wrong, 1)

    def _long(self) -> str:
        text = ""
        while len(text) < LONG:
            text += f"{self._dice.choice(self._known).name} "
        return text[:LONG].strip()

    def _nonsense(self) -> str:
        return "".join(self._dice.choice("bcdfghjkmpqwxz") for _ in range(9))


def _longest(text: str) -> str:
    return max(text.split(), key=len)


FILTERS: dict[str, dict[str, str] | list[dict[str, str]]] = {
    "status_of_most": {"status": "active"},
    "status_of_1_percent": {"status": "rejected"},
    "tag_of_all": {"tag": "wholesale"},
    "tag_of_30_percent": {"tag": variety.OFTEN},
    "tag_of_three": {"tag": variety.RARE},
    "group_of_10_percent": {"customer_group": variety.TENTH},
    "store_group_of_10_percent": {"store_group": variety.STORE},
    "store_group_of_three": {"store_group": variety.OUTLET},
    "country_of_60_percent": {"country": "SE"},
    "country_of_10_percent": {"country": "DE"},
    "no_parent": {"parent": "none"},
    "field_of_60_percent": {"custom_fields.industry": "Technology"},
    "field_of_10_percent": {"custom_fields.industry": "Hospitality"},
    "field_of_three": {"custom_fields.industry": variety.RARE_INDUSTRY},
    "archived": {"archived": "true"},
    "created_in_a_day": {
        "created_from": "2022-01-02T00:00:00Z",
        "created_to": "2022-01-03T00:00:00Z",
    },
    "created_in_a_month": {
        "created_from": "2022-01-02T00:00:00Z",
        "created_to": "2022-02-02T00:00:00Z",
    },
    "updated_in_a_day": {
        "updated_from": "2022-03-02T00:00:00Z",
        "updated_to": "2022-03-03T00:00:00Z",
    },
    "created_and_updated": {
        "created_from": "2022-01-02T00:00:00Z",
        "updated_to": "2022-02-02T00:00:00Z",
    },
    "tag_and_group": {"tag": variety.OFTEN, "customer_group": variety.TENTH},
    "tag_of_three_and_status": {"tag": variety.RARE, "status": "active"},
    "group_country_and_status": {
        "customer_group": variety.TENTH,
        "country": "DE",
        "status": "rejected",
    },
    "field_and_store_group": {
        "custom_fields.industry": "Hospitality",
        "store_group": variety.STORE,
    },
    "tag_counted": {"tag": variety.OFTEN, "count": "true"},
    "tag_and_group_counted": {
        "tag": variety.OFTEN,
        "customer_group": variety.TENTH,
        "count": "true",
    },
}
"""Filters that do not depend on what was drawn, by their names in the result."""
