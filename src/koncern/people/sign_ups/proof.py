"""The password that comes with a confirmation, hashed while no transaction is open."""

from koncern.people import users
from koncern.people.sign_ups.model import Chosen, Found
from koncern.people.users import Claim


async def choose(found: Found, password: str, /) -> Chosen:
    """Hash the password that was sent, and look whether it is that of the sign-up."""
    meant = found.sign_up
    if meant is not None and await users.prove(
        Claim(password_hash=meant.password_hash), password
    ):
        return Chosen(password_hash=meant.password_hash, proves=meant.id)
    return Chosen(password_hash=await users.hash_password(password), proves=None)
