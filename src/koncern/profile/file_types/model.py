"""What a kind of file is, and what can be wrong with the type of one."""

from typing import NamedTuple

from koncern.base import Unsupported


class Kind(NamedTuple):
    """A type of content, the endings of its names, and what else it is declared as."""

    content_type: str
    endings: frozenset[str]
    declared: frozenset[str] = frozenset()


class FileTypeRefused(Unsupported):
    """Files of this type are not taken; what counts is what is in the file."""


class FileTypeContradicted(Unsupported):
    """The file's name, or the type that was declared, and its content contradict."""
