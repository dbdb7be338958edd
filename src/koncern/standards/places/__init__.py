"""Places: postal addresses, how they are written, checked, kept and printed.

They belong to companies, whose rows hold them.
"""

from koncern.standards.places.model import Addresses, NewAddress, PrintedAddress
from koncern.standards.places.rules import (
    addresses_faults,
    home_of,
    kept_addresses,
    on_one_line,
)

__all__ = [
    "Addresses",
    "NewAddress",
    "PrintedAddress",
    "addresses_faults",
    "home_of",
    "kept_addresses",
    "on_one_line",
]
