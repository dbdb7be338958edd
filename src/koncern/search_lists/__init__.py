"""Search lists: companies that match what is asked for, in an order, a page at a time."""

from koncern.search_lists.cursors import NAME_HIGHEST, Edge, read, start, write
from koncern.search_lists.estimates import Estimates, estimate
from koncern.search_lists.filters import (
    LABELS,
    faults_of,
    filters_of,
    named,
    sort_of,
    unknown,
)
from koncern.search_lists.lists import Search, count, page_of
from koncern.search_lists.model import (
    CompaniesAsked,
    FiltersInvalid,
    FiltersNotYours,
    Sort,
    Total,
)

__all__ = [
    "LABELS",
    "NAME_HIGHEST",
    "CompaniesAsked",
    "Edge",
    "Estimates",
    "FiltersInvalid",
    "FiltersNotYours",
    "Search",
    "Sort",
    "Total",
    "count",
    "estimate",
    "faults_of",
    "filters_of",
    "named",
    "page_of",
    "read",
    "sort_of",
    "start",
    "unknown",
    "write",
]
