"""Path parameters: what the ids and short names in a path belong to."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from koncern.api.http import TEXTS

NOUNS = {
    "address": "address",
    "addresses": "address",
    "by-alias": "customer",
    "customer-aliases": "alias",
    "for-customer": "customer",
    "for-merchant": "merchant: the account itself",
    "members": "customer",
    "registrations": "organisation",
    "v1": "app",
}
"""What an id in a path is of, where the word before it does not say so."""


class Name(NamedTuple):
    """What names a thing: of which noun it is, and which of its fields is used."""

    noun: str
    field: str


def names_in(path: str) -> Iterator[tuple[str, str, Name]]:
    """Find the parameters of a path: the word before each, itself, and what it names."""
    for before, parameter in re.findall(r"([\w-]+)/{(\w+)}", path):
        field = parameter if parameter in TEXTS else "id"
        yield before, parameter, Name(_noun_after(before), field)


def _noun_after(before: str) -> str:
    return NOUNS.get(before, before.removesuffix("s")).replace("-", " ")
