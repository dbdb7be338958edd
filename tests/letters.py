"""What stands in the mails that people get."""

import re

from world import World

_TOKEN = re.compile(r"k[vp]_[A-Za-z0-9_-]{43}")


def token_for(world: World, email: str) -> str:
    """Return the token of the newest mail to an address that has one."""
    tokens = [
        found[0]
        for mail in world.mails(email)
        if (found := _TOKEN.search(mail["text"] or ""))
    ]
    assert tokens, f"no token was sent to {email}"
    return tokens[-1]
