"""Search terms: what companies are found by, and what a text that is typed stands for.

What a company is found by lies in a narrow row of its own. A write leaves a note, and
the rows follow the notes: those of an app before each search in it, those of every app
all the time. So a registration keeps no index up, and whoever writes and then searches
finds what they wrote.
"""

from koncern.search.terms.actions import catch_up, list_due, read_text
from koncern.search.terms.terms import (
    ALL,
    NONE,
    PIECES_MAX,
    Piece,
    Terms,
    TextMeant,
    all_of,
    any_of,
    required,
)

__all__ = [
    "ALL",
    "NONE",
    "PIECES_MAX",
    "Piece",
    "Terms",
    "TextMeant",
    "all_of",
    "any_of",
    "catch_up",
    "list_due",
    "read_text",
    "required",
]
