"""Return paths that say which mail came back (VERP), signed so that nobody can invent a bounce."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid

from shared.refusals import NotFound

_MARK_BYTES = 5
_NAME_BYTES = 16
_PADDED = 40


class ReturnPathBroken(NotFound):
    """A return path that we did not make."""

    def __init__(self) -> None:
        super().__init__("This is no return path of ours.")


def return_path(secret_key: str, bounces: str, mail_id: uuid.UUID) -> str:
    """Return the address to which a mail comes back: `bounces+TOKEN@domain`.

    The token is in letters and digits of one case, for relays that do not keep case.
    """
    local, _, domain = bounces.rpartition("@")
    token = base64.b32encode(mail_id.bytes + _mark(secret_key, mail_id)).decode().rstrip("=")
    return f"{local}+{token.lower()}@{domain}"


def read_return_path(secret_key: str, address: str) -> uuid.UUID:
    """Return which mail came back to an address. Raises ReturnPathBroken."""
    token = address.rpartition("@")[0].rpartition("+")[2].upper()
    try:
        read = base64.b32decode(token.ljust(_PADDED, "="))
        mail_id = uuid.UUID(bytes=read[:_NAME_BYTES])
    except (ValueError, binascii.Error) as error:
        raise ReturnPathBroken from error
    if not hmac.compare_digest(read[_NAME_BYTES:], _mark(secret_key, mail_id)):
        raise ReturnPathBroken
    return mail_id


def _mark(secret_key: str, mail_id: uuid.UUID) -> bytes:
    return hmac.digest(b"return-path" + secret_key.encode(), mail_id.bytes, "sha256")[:_MARK_BYTES]
