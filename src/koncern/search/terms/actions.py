"""What can be done with search terms."""

from uuid import UUID

from koncern.db import Tx, load
from koncern.search.terms.terms import PIECES_MAX, TextMeant, pieces_of

SQL = load("koncern.search.terms")

NOTES_MAX = 200
"""How many notes are gone by at once: some 20 ms at most, for which a search waits."""


async def catch_up(tx: Tx, /, *, waits: bool) -> int:
    """Make the companies of an app's oldest notes findable; return how many.

    While somebody else is at it, this waits, or leaves it to them.
    """
    (row,) = await tx.rows(SQL.catch_up, most=NOTES_MAX, waits=waits)
    return int(row["notes"])


async def list_due(tx: Tx, /) -> list[UUID]:
    """List the apps that have notes."""
    return [row["app_id"] for row in await tx.rows(SQL.list_due_of_every_app)]


async def read_text(tx: Tx, text: str, /) -> TextMeant:
    """Return what a text stands for among the words of an app's companies."""
    words = await tx.rows(
        SQL.find_words, text=text, pieces=pieces_of(text), most=PIECES_MAX
    )
    return TextMeant(tx.app, text, words)
