"""Search: finding companies among very many, by what they are and what they are called.

What a company is found by lies in a narrow row of its own. A write leaves a note, and
the rows follow the notes: before each search those of its app, all the time those of
every app. So a registration costs no index, and whoever writes and then searches finds
what they wrote.
"""

from koncern.search.actions import catch_up, find, list_due
from koncern.search.model import CompaniesAsked, FiltersInvalid, FiltersNotYours, Total

__all__ = [
    "CompaniesAsked",
    "FiltersInvalid",
    "FiltersNotYours",
    "Total",
    "catch_up",
    "find",
    "list_due",
]
