"""Sign-ups: how people become users by themselves.

Whoever signs up says who they are and shows by a mail that the address is theirs; only
then there is a user. Nothing here tells whether somebody has an account: the answer is
the same, and so is the time that it takes (docs/decisions/0013).
"""

from koncern.sign_ups.actions import purge, register, resend, verify
from koncern.sign_ups.model import AlreadyVerified, SignUp, VerificationRefused

__all__ = [
    "AlreadyVerified",
    "SignUp",
    "VerificationRefused",
    "purge",
    "register",
    "resend",
    "verify",
]
