"""Previews: all that a move would change, told before it is made.

`trees.moves` tells what a move does to places and to what admins see. Who pays, and which
settings flow down, is looked up in the packages that know. This package puts it together,
and changes nothing.
"""

from koncern.previews.actions import preview
from koncern.previews.model import MovePreview

__all__ = ["MovePreview", "preview"]
