"""Sign-ups: how people become users by themselves.

Somebody signs up and shows by a mail that the address is theirs; only then there is a
user. The person who gets the mail decides on the password: they may send one when they
confirm, and must when it is unclear whose sign-up they confirm (docs/decisions/0045).
Nothing here tells who has an account: the response and its time are always the same
(docs/decisions/0013).
"""

from koncern.people.sign_ups.actions import (
    choose,
    find,
    purge,
    purge_tokens,
    register,
    resend,
    verify,
)
from koncern.people.sign_ups.model import (
    AlreadyVerified,
    PasswordNeeded,
    SignUp,
    VerificationRefused,
)

__all__ = [
    "AlreadyVerified",
    "PasswordNeeded",
    "SignUp",
    "VerificationRefused",
    "choose",
    "find",
    "purge",
    "purge_tokens",
    "register",
    "resend",
    "verify",
]
