"""What the service sets itself, and clients may send back as they read it."""

from typing import Annotated, Any

from msgspec import Meta

Printed = Annotated[
    Any,
    Meta(
        description="Set by the service; may come along as it was read, and is not "
        "written (AIP-203).",
        extra_json_schema={"readOnly": True},
    ),
]
