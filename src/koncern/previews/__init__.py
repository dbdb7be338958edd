"""Previews: all that a move would change, told before it is made.

What a move does to places and to what admins see is the room `moves`' to tell; who pays,
and which settings flow down, is looked up in the rooms that know. This room puts it
together, and changes nothing.
"""

from koncern.previews.actions import preview
from koncern.previews.model import MovePreview

__all__ = ["MovePreview", "preview"]
