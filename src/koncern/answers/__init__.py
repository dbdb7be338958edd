"""Answers: what a write with an Idempotency-Key got, so that a repeat gets it again.

The key is claimed in the transaction of the write itself: it is kept if and only if
the write was, and of two at once the second waits and gets the first one's answer.
"""

from koncern.answers.actions import Answer, KeyReused, claim, keep, purge, recall

__all__ = ["Answer", "KeyReused", "claim", "keep", "purge", "recall"]
