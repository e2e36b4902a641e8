"""How every service speaks HTTP: its app, its errors, its pages and its JSON conventions."""

from shared.web.app import ServiceApp, create_service_app
from shared.web.etags import check_if_match, set_etag
from shared.web.idempotency import idempotent
from shared.web.pages import page_redirect, render
from shared.web.schemas import CursorQuery, list_schema

__all__ = [
    "CursorQuery",
    "ServiceApp",
    "check_if_match",
    "create_service_app",
    "idempotent",
    "list_schema",
    "page_redirect",
    "render",
    "set_etag",
]
