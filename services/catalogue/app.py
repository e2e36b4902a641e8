"""The catalogue service's web app."""

from __future__ import annotations

from flask import Flask

from services.catalogue.database import database
from services.catalogue.settings import read_settings
from shared.web import create_service_app


def create_app() -> Flask:
    """Return the app, configured by the environment."""
    return create_service_app(
        read_settings(), database, title="Innovation Zone: catalogue", apis=[], pages=[]
    )
