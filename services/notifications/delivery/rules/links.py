"""The signed links in a mail: they name a recipient, or for preferences the contact, and what the link is
for, and cannot be guessed."""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid
from functools import cache

from itsdangerous import BadSignature, Signer

from shared.refusals import NotFound

ANSWER = "answer"
UNSUBSCRIBE = "unsubscribe"
PREFERENCES = "preferences"


class LinkBroken(NotFound):
    """A link that we did not make, or that was cut short on its way."""

    def __init__(self) -> None:
        super().__init__(
            "This link does not work. Check that you copied all of it, or use the button in the mail."
        )


def sign_token(secret_key: str, purpose: str, named: uuid.UUID) -> str:
    """Return the token of a link that names a recipient or a contact."""
    name = base64.urlsafe_b64encode(named.bytes).rstrip(b"=")
    mark = hmac.digest(_derived_key(secret_key, purpose), name, "sha1")
    return (name + b"." + base64.urlsafe_b64encode(mark).rstrip(b"=")).decode()


def preferences_link(public_url: str, secret_key: str, contact_id: uuid.UUID) -> str:
    """Return the address of the page on which a contact says what they want to get."""
    token = sign_token(secret_key, PREFERENCES, contact_id)
    return f"{public_url}/notifications/preferences/{token}"


def read_token(secret_key: str, purpose: str, token: str) -> uuid.UUID:
    """Return whom a token names. Raises LinkBroken."""
    try:
        name = _signer(secret_key, purpose).unsign(token)
        return uuid.UUID(bytes=base64.urlsafe_b64decode(name + b"=="))
    except (BadSignature, ValueError, binascii.Error) as error:
        raise LinkBroken from error


@cache
def _signer(secret_key: str, purpose: str) -> Signer:
    return Signer(secret_key, salt=f"mail-link-{purpose}", sep=".")


@cache
def _derived_key(secret_key: str, purpose: str) -> bytes:
    """The key that the signer derives for each signature, derived once: a campaign signs many."""
    return _signer(secret_key, purpose).derive_key()
