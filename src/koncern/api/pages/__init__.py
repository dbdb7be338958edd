"""The pages beside the APIs: health, metrics, OpenAPI, and what people read."""

from koncern.api.pages.site import build

__all__ = ["build"]
