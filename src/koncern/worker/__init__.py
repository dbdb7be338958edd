"""The worker: what one worker process runs, the requests and the background jobs.

`service` is its ASGI application. Beside the requests, `mail` delivers what is in the
outbox, `jobs` does what is due, and `monitoring_port` serves metrics on a port of their own.
"""

from koncern.worker.service import ROUTES, build

__all__ = ["ROUTES", "build"]
