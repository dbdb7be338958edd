"""Passwords: argon2id (RFC 9106), computed beside the event loop.

A hash takes tens of milliseconds and 64 MiB on purpose, so no more of them run at
once than there are threads here, and requests that need none are not held up.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_hasher = PasswordHasher()
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

# What an unknown user's password is compared to, so that the answer takes as long.
_NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA"
    "$RdescudvJCsgt3ub+b5dWRWJTmaaJObG8zHfuMSzlY0"
)


async def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, _hasher.hash, password)


async def password_matches(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that was kept; slow in either case."""
    loop = asyncio.get_running_loop()
    matches = await loop.run_in_executor(_threads, _verify, kept or _NOBODYS, password)
    return matches and kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made at a lower cost than today's."""
    return _hasher.check_needs_rehash(kept)


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False
