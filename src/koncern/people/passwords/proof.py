"""The proof that somebody has the present password, while no unit of work is open."""

from koncern.people import users
from koncern.people.passwords.model import PasswordWrong
from koncern.people.users import Claim


async def prove(claim: Claim, password: str, /) -> Claim:
    """Check the present password, between two units of work: it is slow."""
    proved = await users.prove(claim, password)
    if proved is None:
        raise PasswordWrong
    return proved
