"""Passwords: argon2id (RFC 9106), computed beside the event loop.

A hash takes tens of milliseconds and 19 MiB on purpose (the cost that OWASP's
password storage cheat sheet recommends for argon2id), so no more of them run at
once than there are threads here, and requests that need none are not held up.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from msgspec.structs import replace

from koncern.people.users.model import Claim

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _threads(_pid: int) -> ThreadPoolExecutor:
    """Return this process's own threads: a fork inherits none of its parent's."""
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


# What an unknown user's password is compared to, so that the answer takes as long.
_NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$C2czCeB3QatuqpaZBMuVZA"
    "$3EF7jyGiFwmau1WBwEUCaEGskwTnPt3p6b50qIeR/sg"
)


async def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads(os.getpid()), _hasher.hash, password)


async def prove(claim: Claim, password: str, /) -> Claim | None:
    """Return a claim that its password proves; as slow when it is nobody's.

    It takes no transaction: no connection is held while it hashes.
    """
    matches = await _matches(claim.password_hash, password)
    if not matches or claim.password_hash is None:
        return None
    if not _is_outdated(claim.password_hash):
        return claim
    return replace(claim, renewed_hash=await hash_password(password))


async def _matches(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that was kept; slow in either case."""
    loop = asyncio.get_running_loop()
    matches = await loop.run_in_executor(
        _threads(os.getpid()), _verify, kept or _NOBODYS, password
    )
    return matches and kept is not None


def _is_outdated(kept: str) -> bool:
    """Tell whether a hash was made at a lower cost than today's."""
    return _hasher.check_needs_rehash(kept)


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False
