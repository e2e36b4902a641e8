"""Signed session and API tokens (JWT with EdDSA, RFC 8037), made by one service, read by all."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from dataclasses import dataclass

import jwt

from shared.auth.keys import PublicKeys, SigningKey

_ISSUER = "innovation-zone"
_LEEWAY_SECONDS = 30


class Role(enum.StrEnum):
    """What a person who signed in may be. A visitor may see to their own affairs, no more."""

    VISITOR = "visitor"
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    ORGANISER = "organiser"
    BOARD = "board"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Principal:
    """The person or program a request comes from. `kind` is "session" or "token"."""

    subject: uuid.UUID
    name: str
    roles: frozenset[Role]
    session_id: uuid.UUID
    kind: str
    expires_at: dt.datetime

    def has(self, *roles: Role) -> bool:
        """True when the principal holds any of the roles; an operator, who grants them, may all."""
        return Role.OPERATOR in self.roles or not self.roles.isdisjoint(roles)


def sign(principal: Principal, key: SigningKey, now: dt.datetime) -> str:
    """Return the principal as a signed token."""
    claims = {
        "iss": _ISSUER,
        "sub": str(principal.subject),
        "name": principal.name,
        "roles": sorted(principal.roles),
        "jti": str(principal.session_id),
        "kind": principal.kind,
        "iat": now,
        "exp": principal.expires_at,
    }
    return jwt.encode(claims, key.key, algorithm="EdDSA", headers={"kid": key.key_id})


def verify(token: str, keys: PublicKeys) -> Principal | None:
    """Return whom a token names, or None where it is not ours, altered or ended."""
    try:
        key = keys.find(jwt.get_unverified_header(token).get("kid", ""))
        if key is None:
            return None
        claims = jwt.decode(
            token,
            key,
            algorithms=["EdDSA"],
            issuer=_ISSUER,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "sub", "jti", "iss"]},
        )
        return Principal(
            subject=uuid.UUID(claims["sub"]),
            name=str(claims.get("name", "")),
            roles=frozenset(Role(role) for role in claims.get("roles", [])),
            session_id=uuid.UUID(claims["jti"]),
            kind=str(claims.get("kind", "session")),
            expires_at=dt.datetime.fromtimestamp(claims["exp"], dt.UTC),
        )
    except (jwt.InvalidTokenError, ValueError, KeyError):
        return None
