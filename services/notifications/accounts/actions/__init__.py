"""Signing in and out: links mailed and spent, sessions opened and ended, roles granted."""

from services.notifications.accounts.actions.granting import grant_role, withdraw_role
from services.notifications.accounts.actions.sessions import (
    create_token,
    end_all_sessions,
    end_session,
    end_sessions_in,
    revoke_token,
)
from services.notifications.accounts.actions.signing_in import (
    make_link_for_role,
    request_link,
    sign_in,
)

__all__ = [
    "create_token",
    "end_all_sessions",
    "end_session",
    "end_sessions_in",
    "grant_role",
    "make_link_for_role",
    "request_link",
    "revoke_token",
    "sign_in",
    "withdraw_role",
]
