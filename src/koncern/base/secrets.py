"""Secrets of machines: long random strings, kept only as their SHA-256.

A random secret of 256 bits cannot be guessed, so a fast hash is enough for it
(a slow one would cost every request); people's passwords get argon2id.
"""

import hashlib
import secrets


def new_secret(prefix: str) -> str:
    """Return a fresh secret of 256 random bits, told apart by its prefix."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
