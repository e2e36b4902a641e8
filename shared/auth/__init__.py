"""Who is asking and whether they may: signed sessions, roles, and form protection."""

from shared.auth.access import access, anyone, current_principal
from shared.auth.tokens import Principal, Role

__all__ = ["Principal", "Role", "access", "anyone", "current_principal"]
