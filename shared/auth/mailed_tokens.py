"""Tokens of links that are mailed: made at random, and kept as a hash alone."""

from __future__ import annotations

import hashlib


def hash_token(token: str) -> str:
    """Return what is kept of a link's token: enough to know it, not enough to use it."""
    return hashlib.sha256(token.encode()).hexdigest()
