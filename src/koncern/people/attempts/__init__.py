"""Attempts: what people try before they have shown who they are, counted.

Each try is counted for the pair of address and client, for the client, and for the
address, in the database, so that all workers count together. A pair is refused long
before an address is: a stranger who guesses slows down only themself. A client that the
address signed in from lately is let try even when the address is refused. A count lasts
15 minutes (docs/decisions/0045).
"""

from koncern.people.attempts.actions import (
    clear,
    count,
    forgive,
    purge,
    purge_known,
    remember,
    trust_only,
    unlock,
)
from koncern.people.attempts.model import (
    TooManyAttempts,
    TooManyLogins,
    Tried,
    key_of_client,
    network_of,
)

__all__ = [
    "TooManyAttempts",
    "TooManyLogins",
    "Tried",
    "clear",
    "count",
    "forgive",
    "key_of_client",
    "network_of",
    "purge",
    "purge_known",
    "remember",
    "trust_only",
    "unlock",
]
