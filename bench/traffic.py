"""Traffic: the requests of each route, drawn beforehand and written to files."""

import random
from collections.abc import Callable, Iterator
from itertools import count, islice

from bench import ids, sample
from bench.calls import Calls
from bench.cast import Cast
from bench.plan import COMPANIES_PER_ORGANIZATION, Plan
from koncern.base.pages import write_cursor

PAGE = 50
NUMBERS_FIRST = 500_000_000
READS = 20_000
WRITES_PER_SECOND_MAX = {"add_member": 8000, "register": 4000}


class Traffic:
    """Endless requests to a service that has the cast's companies."""

    def __init__(self, plan: Plan, cast: Cast, access_token: str = "") -> None:
        self._plan = plan
        self._calls = Calls(cast, access_token)
        self._dice = random.Random(2024)
        self._numbers = count(NUMBERS_FIRST)
        self._kinds: dict[str, Callable[[], bytes]] = {
            "read": self._read,
            "list": self._list,
            "add_member": self._add_member,
            "register": self._register,
            "read_customer": self._read_customer,
            "list_customers": self._list_customers,
        }

    def requests(self, route: str, seconds: int) -> Iterator[bytes]:
        """Draw enough requests of a route for so many seconds; writes never repeat."""
        most = WRITES_PER_SECOND_MAX.get(route, 0) * seconds or READS
        return islice(iter(self._kinds[route], None), most)

    def _read(self) -> bytes:
        company = ids.company_id(self._dice.randrange(self._plan.companies))
        return self._calls.get(f"{self._calls.organisations}/{company}")

    def _list(self) -> bytes:
        edge = self._dice.randrange(self._plan.companies - PAGE - 1)
        after = write_cursor(ids.company_id(edge))
        return self._calls.get(
            f"{self._calls.organisations}?limit={PAGE}&after={after}"
        )

    def _read_customer(self) -> bytes:
        company = ids.company_id(self._dice.randrange(self._plan.companies))
        return self._calls.get(f"/api/customers/{company}")

    def _list_customers(self) -> bytes:
        return self._calls.get(f"/api/customers?limit={PAGE}")

    def _add_member(self) -> bytes:
        """Add a company that owns no organization itself, as most companies."""
        organization = ids.organization_id(
            self._dice.randrange(self._plan.organizations)
        )
        group = self._dice.randrange(self._plan.organizations)
        inside = self._dice.randrange(1, COMPANIES_PER_ORGANIZATION)
        company = ids.company_id(group * COMPANIES_PER_ORGANIZATION + inside)
        return self._calls.send(
            "POST",
            f"/api/customer-organizations/{organization}/members",
            {"customerIds": [str(company)]},
        )

    def _register(self) -> bytes:
        body = sample.company(next(self._numbers))
        return self._calls.send("POST", self._calls.organisations, body, by_user=True)
