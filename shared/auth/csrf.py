"""Form tokens: proof that a form came from our own page (OWASP, signed double submit)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer

from shared.settings import Settings

if TYPE_CHECKING:
    from flask import Request

_VALID_SECONDS = 12 * 3600


def form_token(settings: Settings, bound_to: str) -> str:
    """Return a token for forms shown to the session `bound_to` ("visitor" where there is none)."""
    return str(_serializer(settings).dumps(bound_to))


def check_form_token(settings: Settings, token: str, bound_to: str) -> bool:
    """True when the token was made here for that session within twelve hours."""
    try:
        return bool(_serializer(settings).loads(token, max_age=_VALID_SECONDS) == bound_to)
    except BadSignature:
        return False


def same_origin(request: Request, settings: Settings) -> bool:
    """True unless the browser says the request began at another site (Fetch Metadata, Origin)."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc in {settings.public_host, request.host}


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt="form-token")
