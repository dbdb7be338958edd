"""The proof of a sign-in: the password, checked while no unit of work is open."""

from msgspec.structs import replace

from koncern.people import users
from koncern.people.sessions.model import Attempt, LoginRefused


async def prove(attempt: Attempt, password: str, /) -> Attempt:
    """Check the password of a sign-in, between two units of work: it is slow."""
    proved = await users.prove(attempt.claim, password)
    if proved is None:
        raise LoginRefused
    return replace(attempt, claim=proved)
