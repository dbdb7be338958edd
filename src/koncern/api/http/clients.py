"""Clients: where a request comes from, through however many proxies there are."""

from typing import Any

ADDRESS_CHARACTERS = 64
"""More than an address has; longer texts are no address, and are cut."""


def client_of(scope: Any, headers: dict[bytes, bytes], proxies: int) -> str | None:
    """Return the address of the client.

    Each proxy adds the one that it was called from to the end of X-Forwarded-For, so as
    many places from its end as there are proxies of ours stands the client. What stands
    before that, the client may have written itself.
    """
    value = headers.get(b"x-forwarded-for") if proxies else None
    if value is None:
        peer = scope.get("client")
        return peer[0] if peer else None
    hops = [hop.strip() for hop in value.decode("latin-1").split(",")]
    return hops[max(0, len(hops) - proxies)][:ADDRESS_CHARACTERS]
