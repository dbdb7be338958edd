"""Search lists: companies that match what is asked for, in an order, a page at a time."""

from koncern.search.lists.cursors import NAME_HIGHEST, Edge, read, start, write
from koncern.search.lists.lists import Search, count, page_of
from koncern.search.lists.model import Total

__all__ = [
    "NAME_HIGHEST",
    "Edge",
    "Search",
    "Total",
    "count",
    "page_of",
    "read",
    "start",
    "write",
]
