"""Sessions: a sign-in, and everything that is renewed from it.

An access token is short-lived. A refresh token is good for one renewal, which gives
the next; one that comes a second time was copied, and ends the whole session.
"""

from koncern.sessions.actions import (
    begin_login,
    end_all,
    login,
    logout,
    open_session,
    purge,
    renew,
)
from koncern.sessions.model import LoginRefused, RefreshRefused, Tokens
from koncern.sessions.proof import prove

__all__ = [
    "LoginRefused",
    "RefreshRefused",
    "Tokens",
    "begin_login",
    "end_all",
    "login",
    "logout",
    "open_session",
    "prove",
    "purge",
    "renew",
]
