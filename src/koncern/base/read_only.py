"""Read-only fields: set by the service, and ignored when a client sends them back."""

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
