"""Attempts: what is tried by people who have not shown who they are, counted.

Everything public is counted by the address that it names and by where it comes from, in
the database, so that all workers count together. A count lasts a quarter of an hour.
"""

from koncern.attempts.actions import count, forgive, purge
from koncern.attempts.model import TooManyAttempts, TooManyLogins, Tried

__all__ = ["TooManyAttempts", "TooManyLogins", "Tried", "count", "forgive", "purge"]
