"""The record: one append-only table of everything that happened.

It is audit log, webhook outbox, change feed and timeline at once. A verb writes
on it in the transaction that makes the change, so neither is there without the
other. An event's `type` is `thing.happened`; `before` and `after` are JSON.
"""

from koncern.events.record import history, is_recorded, record, record_each

__all__ = ["history", "is_recorded", "record", "record_each"]
