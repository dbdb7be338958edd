"""The yardstick: the same calls, as a good team would typically write them.

FastAPI, Pydantic, SQLAlchemy's async ORM and uvicorn, by their documentation:
normalised tables with indices, related rows by `selectinload` (never one by one), a
pool of ten connections, no expiry on commit, responses through response models. It
leaves out what ours does besides (request ids, metrics, ETags, idempotency keys,
rate limits, number checks), so that no figure leans on them.
"""
