"""Search: finding companies among very many, by what they are and what they are called."""

from koncern.search.actions import find
from koncern.search.filters import CompaniesAsked, FiltersInvalid, FiltersNotYours
from koncern.search.lists import Total

__all__ = ["CompaniesAsked", "FiltersInvalid", "FiltersNotYours", "Total", "find"]
