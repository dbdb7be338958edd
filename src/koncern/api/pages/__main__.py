"""Writes docs/errors.md, docs/limits.md and docs/settings.md, as the code says them now."""

from pathlib import Path

from koncern.api.pages.catalogue import write_pages

write_pages(Path("docs"))
