"""Traffic: the requests of each route, drawn beforehand and written to files."""

import json
import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from itertools import count, islice
from typing import Any

from bench import ids, sample
from bench.plan import COMPANIES_PER_ORGANIZATION, Plan
from bench.seed import Cast
from koncern.base.pages import write_cursor

PAGE = 50
NUMBERS_FIRST = 500_000_000
READS = 20_000
WRITES_PER_SECOND_MAX = {"add_member": 8000, "register": 4000}


class Traffic:
    """Endless requests to a service that has the cast's companies."""

    def __init__(self, plan: Plan, cast: Cast, access_token: str) -> None:
        self._plan = plan
        self._app = cast.app
        basic = b64encode(f"{cast.client_id}:{cast.client_secret}".encode()).decode()
        self._credential = f"Basic {basic}"
        self._user = f"Bearer {access_token}"
        self._dice = random.Random(2024)
        self._numbers = count(NUMBERS_FIRST)
        self._kinds: dict[str, Callable[[], bytes]] = {
            "read": self._read,
            "list": self._list,
            "add_member": self._add_member,
            "register": self._register,
        }

    def requests(self, route: str, seconds: int) -> Iterator[bytes]:
        """Draw enough requests of a route for so many seconds; writes never repeat."""
        most = WRITES_PER_SECOND_MAX.get(route, 0) * seconds or READS
        return islice(iter(self._kinds[route], None), most)

    def _read(self) -> bytes:
        company = ids.company_id(self._dice.randrange(self._plan.companies))
        return self._get(f"/api/v1/{self._app}/organisations/{company}")

    def _list(self) -> bytes:
        edge = self._dice.randrange(self._plan.companies - PAGE - 1)
        after = write_cursor(ids.company_id(edge))
        return self._get(
            f"/api/v1/{self._app}/organisations?limit={PAGE}&after={after}"
        )

    def _add_member(self) -> bytes:
        """Add a company that owns no organization itself, as most companies."""
        organization = ids.organization_id(
            self._dice.randrange(self._plan.organizations)
        )
        group = self._dice.randrange(self._plan.organizations)
        inside = self._dice.randrange(1, COMPANIES_PER_ORGANIZATION)
        company = ids.company_id(group * COMPANIES_PER_ORGANIZATION + inside)
        return self._post(
            f"/api/customer-organizations/{organization}/members",
            self._credential,
            {"customerIds": [str(company)]},
        )

    def _register(self) -> bytes:
        body = sample.company(next(self._numbers))
        return self._post(f"/api/v1/{self._app}/organisations", self._user, body)

    def _get(self, path: str) -> bytes:
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
            f"Authorization: {self._credential}\r\n\r\n"
        ).encode()

    def _post(self, path: str, authorization: str, body: dict[str, Any]) -> bytes:
        text = json.dumps(body, ensure_ascii=False).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
            f"Authorization: {authorization}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(text)}\r\n\r\n"
        )
        return head.encode() + text
