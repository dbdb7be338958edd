"""Tags: short labels that an app puts on its companies."""

from koncern.tags.actions import add, page
from koncern.tags.model import NewTag, Tag, TagKeyTaken

__all__ = ["NewTag", "Tag", "TagKeyTaken", "add", "page"]
