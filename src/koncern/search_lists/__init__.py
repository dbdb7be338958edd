"""Search lists: companies that match what is asked for, in an order, a page at a time."""

from koncern.search_lists.cursors import NAME_HIGHEST, Edge, read, start, write
from koncern.search_lists.estimates import Estimates, estimate
from koncern.search_lists.lists import Search, count, page_of
from koncern.search_lists.model import Total

__all__ = [
    "NAME_HIGHEST",
    "Edge",
    "Estimates",
    "Search",
    "Total",
    "count",
    "estimate",
    "page_of",
    "read",
    "start",
    "write",
]
