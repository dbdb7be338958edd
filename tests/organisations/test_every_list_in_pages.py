"""Every list, in every order, reads the same in small pages, forwards and backwards."""

from itertools import product
from typing import Any

import httpx
from paged import PAGED, ROWS, fill, path_of, rows_of

from clients import Client
from koncern.base import Scope
from koncern.billing.directory.model import SortOrder
from koncern.search.filters.model import Order, Sort
from world import World

ORDERS: dict[str, list[dict[str, str]]] = {
    "organisations.search.list_own": [
        *({"sort": s, "order": o} for s, o in product(Sort, Order) if s != "relevance"),
        {"text": "C", "sort": "relevance"},
        {"status": "active", "customer_group": "s-0"},
    ],
    "customers.directory.list_all": [
        {"sortBy": by, "sortOrder": order} | ({"legalName": "M"} if is_fetched else {})
        for by in ("createdAt", "legalName", "customProperties.tier")
        for order, is_fetched in product(SortOrder, (False, True))
    ],
}
"""The lists that have several orders, and how each is asked for."""


def test_each_has_one_sequence(world: World):
    facts = fill(world)
    auth = world.credential(Scope.READ)
    with Client(base_url=world.url, auth=auth) as client:
        for route in PAGED:
            for asked in [{}, *ORDERS.get(route.name, [])]:
                List(client, path_of(route, facts), asked).check()


def test_each_order_is_tried():
    sorted_lists = {
        each.name
        for each in PAGED
        if each.query
        and any(name.startswith("sort") for name in each.query.__struct_fields__)
    }
    assert sorted_lists == ORDERS.keys()


class List:
    """A list that is asked for in one order."""

    def __init__(self, client: httpx.Client, path: str, asked: dict[str, str]) -> None:
        self._client = client
        self._path = path
        self._asked = asked

    def check(self) -> None:
        """Hold that its pages, forwards and backwards, are what is read at once."""
        told = (self._path, self._asked)
        whole = self._read(limit=100)
        rows = rows_of(whole)
        assert len(rows) >= ROWS, told
        assert whole["pagination"].keys().isdisjoint({"after", "before"}), told
        assert all(rows.count(each) == 1 for each in rows), told

        pages = self._pages("after")
        assert [rows_of(page) for page in pages] == in_twos(rows), told
        assert "before" not in pages[0]["pagination"], told
        assert all("before" in page["pagination"] for page in pages[1:]), told

        back = self._pages("before", before=pages[-1]["pagination"]["before"])
        assert [rows_of(page) for page in back] == in_twos(rows)[-2::-1], told
        assert all("after" in page["pagination"] for page in back), told

    def _pages(self, way: str, **begin: str) -> list[dict[str, Any]]:
        """Read page by page, one way, until a page has no cursor that leads further."""
        pages = [self._read(limit=2, **begin)]
        while cursor := pages[-1]["pagination"].get(way):
            assert len(pages) < 100, (self._path, self._asked, "has no end")
            pages.append(self._read(limit=2, **{way: cursor}))
        return pages

    def _read(self, **piece: Any) -> dict[str, Any]:
        reply = self._client.get(self._path, params=self._asked | piece)
        assert reply.status_code == 200, (self._path, self._asked, reply.text[:400])
        page: dict[str, Any] = reply.json()
        return page


def in_twos(rows: list[Any]) -> list[list[Any]]:
    """Cut rows as pages of two are cut."""
    return [rows[n : n + 2] for n in range(0, len(rows), 2)]
