"""Whose sign-up a token confirms, and when that is unclear."""

from collections.abc import Sequence

from koncern.people.sign_ups.model import Open, Token


def sign_up_meant(token: Token, found: Sequence[Open], /) -> Open | None:
    """Return the sign-up that a token confirms: its own, or the only one of its address."""
    if not found:
        return None
    first = found[0]
    if token.sign_up is not None:
        return first if first.id == token.sign_up else None
    is_only = len(found) == 1 and first.email == token.email
    return first if is_only else None


def is_ambiguous(token: Token, found: Sequence[Open], /) -> bool:
    """Tell whether the confirmed sign-up may be somebody else's than the mail's reader's.

    The reader of two mails cannot know which of them their own sign-up sent. Nor can
    somebody who asks for a mail know of a sign-up that another client made.
    """
    meant = sign_up_meant(token, found)
    if meant is None or meant.is_contested or len(found) > 1:
        return True
    return meant.client not in (None, token.client)
