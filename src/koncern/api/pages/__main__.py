"""Writes the pages of docs/ that the code says: errors, fields, limits and settings."""

from pathlib import Path

from koncern.api.pages.catalogue import write_pages

write_pages(Path("docs"))
