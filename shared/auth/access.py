"""Says on each route who may call it, and turns everyone else away; denied by default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, g, redirect, request

from shared.auth.csrf import check_form_token, same_origin
from shared.auth.keys import PublicKeys
from shared.auth.revocation import is_revoked
from shared.auth.tokens import Principal, Role, verify
from shared.db import Database
from shared.settings import Settings

View = TypeVar("View", bound=Callable[..., Any])
COOKIE = "__Host-zone"
_SAFE = {"GET", "HEAD", "OPTIONS"}


def access(*roles: Role) -> Callable[[View], View]:
    """Let only people holding one of the roles call this view."""
    if not roles:
        raise ValueError("name at least one role, or say @anyone")
    return _declare(frozenset(roles), form_token=True)


def anyone(*, form_token: bool = True) -> Callable[[View], View]:
    """Let everybody call this view. `form_token=False` for POSTs that come from outside our pages."""
    return _declare(None, form_token=form_token)


def _declare(roles: frozenset[Role] | None, *, form_token: bool) -> Callable[[View], View]:
    def mark(view: View) -> View:
        marked = cast("Any", view)
        marked.allowed_roles = roles
        marked.needs_form_token = form_token
        return view

    return mark


def current_principal() -> Principal | None:
    """Return who the request comes from, None for a visitor."""
    return cast("Principal | None", g.get("principal"))


def require_principal() -> Principal:
    """Return who the request comes from, in a view that declared roles."""
    principal = current_principal()
    if principal is None:
        abort(401)
    return principal


def guard_app(app: Flask, settings: Settings, database: Database) -> None:
    """Authenticate every request, then check the view's declaration and the form token."""
    keys = PublicKeys(settings.session_keys_file)

    @app.before_request
    def authenticate_and_authorise() -> Response | None:
        g.principal = _authenticate(settings, database, keys)
        view = cast("Any", current_app.view_functions.get(request.endpoint or ""))
        if view is None or request.method == "OPTIONS":
            return None  # Flask answers OPTIONS itself: it says which methods there are, no more
        if not hasattr(view, "allowed_roles"):
            abort(403)
        if view.allowed_roles is not None and not _allowed(view.allowed_roles):
            return _turn_away(settings)
        if request.method not in _SAFE and view.needs_form_token:
            _check_forgery(settings)
        return None


def undeclared_views(app: Flask) -> list[str]:
    """Return the endpoints that do not say who may call them."""
    return sorted(
        endpoint
        for endpoint, view in app.view_functions.items()
        if not hasattr(view, "allowed_roles")
    )


def _authenticate(settings: Settings, database: Database, keys: PublicKeys) -> Principal | None:
    """Read the bearer token, or the cookie where the request came in by our public address."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    g.by_bearer = scheme.lower() == "bearer"
    token = bearer.strip() if g.by_bearer else None
    if token is None and request.host == settings.public_host:
        token = request.cookies.get(COOKIE)
    if not token:
        return None
    principal = verify(token, keys)
    if principal is not None:
        with database.reading() as session:
            if is_revoked(session, principal.session_id):
                principal = None
    if principal is None and g.by_bearer:
        abort(401, description="This token is not valid, has ended or was revoked.")
    return principal


def _allowed(roles: frozenset[Role]) -> bool:
    principal = current_principal()
    return principal is not None and principal.has(*roles)


def _turn_away(settings: Settings) -> Response:
    """Ask a visitor at a page to sign in; answer 401 or 403 to everybody else."""
    if current_principal() is not None:
        abort(403)
    if "/api/" in request.path or request.method not in _SAFE:
        abort(401)
    here = quote(request.full_path.rstrip("?"))
    return cast("Response", redirect(f"{settings.public_url}/notifications/sign-in?next={here}"))


def _check_forgery(settings: Settings) -> None:
    """Refuse a change that another site's page could have made a browser send."""
    if g.by_bearer:
        return
    principal = current_principal()
    if "/api/" in request.path and principal is None:
        return
    token = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    bound_to = str(principal.session_id) if principal else "visitor"
    if not same_origin(request, settings) or not check_form_token(settings, token, bound_to):
        abort(
            400, description="This form is out of date. Go back, reload the page and send it again."
        )
