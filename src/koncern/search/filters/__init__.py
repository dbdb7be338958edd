"""Search filters: what can be asked of the list of companies, and what that demands."""

from koncern.search.filters.filters import (
    EARLIEST,
    LABELS,
    LATEST,
    Filters,
    Span,
    faults_of,
    filters_of,
    named,
    sort_of,
    unknown,
)
from koncern.search.filters.model import (
    CompaniesAsked,
    FiltersInvalid,
    FiltersNotYours,
    Order,
    Sort,
)

__all__ = [
    "EARLIEST",
    "LABELS",
    "LATEST",
    "CompaniesAsked",
    "Filters",
    "FiltersInvalid",
    "FiltersNotYours",
    "Order",
    "Sort",
    "Span",
    "faults_of",
    "filters_of",
    "named",
    "sort_of",
    "unknown",
]
