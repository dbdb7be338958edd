"""Country codes (ISO 3166-1), as both APIs name countries."""

from functools import cache
from typing import Annotated

import pycountry
from msgspec import Meta

CODE = r"^[A-Z]{2}$(?!\n)"
"""Two capital letters."""

Country = Annotated[
    str,
    Meta(
        pattern=CODE,
        description="ISO 3166-1 alpha-2, upper case; Kosovo is XK.",
        examples=["SE"],
    ),
]


@cache
def countries() -> frozenset[str]:
    """Return every alpha-2 code in use, and XK, which both APIs accept."""
    return frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}
