"""The pages beside the APIs: health, metrics, OpenAPI, and what people read."""

from koncern.api.pages.monitoring import Monitoring
from koncern.api.pages.site import build

__all__ = ["Monitoring", "build"]
