"""The proof of a sign-in: the password, checked while no unit of work is open."""

from koncern import users
from koncern.sessions.model import Attempt, LoginRefused


async def prove(attempt: Attempt, password: str, /) -> Attempt:
    """Check the password of a sign-in, between two units of work: it is slow."""
    proved = await users.prove(attempt.claim, password)
    if proved is None:
        raise LoginRefused
    return Attempt(email_hash=attempt.email_hash, claim=proved)
