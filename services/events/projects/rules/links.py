"""The signed link of a project's owner: it names the project, and cannot be guessed."""

from __future__ import annotations

import base64
import binascii
import uuid

from itsdangerous import BadSignature, Signer

from shared.refusals import NotFound


def sign_link(secret_key: str, project_id: uuid.UUID) -> str:
    """Return the token of a project's link."""
    name = base64.urlsafe_b64encode(project_id.bytes).rstrip(b"=")
    return _signer(secret_key).sign(name).decode()


def read_link(secret_key: str, token: str) -> uuid.UUID:
    """Return the project a token names. Raises NotFound."""
    try:
        name = _signer(secret_key).unsign(token)
        return uuid.UUID(bytes=base64.urlsafe_b64decode(name + b"=="))
    except (BadSignature, ValueError, binascii.Error) as error:
        raise NotFound(
            "This link does not work. Check that you copied all of it, or use the one in our mail."
        ) from error


def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, salt="project-link", sep=".")
