"""Endpoints of accounts: one's own, and everybody's for operators."""

from services.notifications.accounts.api.operating import api as operating_api
from services.notifications.accounts.api.own import blueprint

__all__ = ["blueprint", "operating_api"]
