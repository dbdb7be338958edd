"""Sessions: a sign-in, and everything that is renewed from it.

An access token is short-lived. A refresh token is exchanged for the next pair, and may be
sent again for a minute if the reply was lost; each time gives another successor. The first
successor that is used counts. Sending another one, or the token before it, ends the whole
session, because somebody has a copy.
"""

from koncern.people.sessions.actions import (
    begin_login,
    end_all,
    login,
    logout,
    open_session,
    prove,
    purge,
    renew,
)
from koncern.people.sessions.model import LoginRefused, RefreshRefused

__all__ = [
    "LoginRefused",
    "RefreshRefused",
    "begin_login",
    "end_all",
    "login",
    "logout",
    "open_session",
    "prove",
    "purge",
    "renew",
]
