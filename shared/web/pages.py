"""Pages for people: one layout under our own header, working without JavaScript."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from shared.auth.access import anyone, current_principal
from shared.auth.csrf import form_token
from shared.db import new_id
from shared.settings import Settings

HERE = Path(__file__).parent
LONDON = ZoneInfo("Europe/London")
_A_YEAR_SECONDS = 31_536_000


def page_blueprint(service: str, feature: str, import_name: str) -> Blueprint:
    """Return the blueprint of a feature's pages, under `/<service>`, with its own templates."""
    return Blueprint(feature, import_name, url_prefix=f"/{service}", template_folder="templates")


def install_pages(app: Flask, settings: Settings, pages: Sequence[Blueprint]) -> None:
    """Set the templates, what every page knows, the assets and the features' pages up."""
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(HERE / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.undefined = ChainableUndefined  # the page kit's macros read what is not given
    app.jinja_env.filters.update(day=day, moment=moment, label=label)
    app.jinja_env.globals.update(asset=lambda name: asset_address(settings.service, name))

    @app.context_processor
    def every_page() -> dict[str, Any]:
        principal = current_principal()
        bound_to = str(principal.session_id) if principal else "visitor"
        return {
            "principal": principal,
            "settings": settings,
            "service": settings.service,
            "csrf_token": lambda: form_token(settings, bound_to),
            "notices": get_flashed_messages,
        }

    app.register_blueprint(_assets(settings.service))
    for blueprint in pages:
        app.register_blueprint(blueprint)


def render(template: str, **values: Any) -> str:
    """Return a page."""
    return render_template(template, **values)


def page_redirect(address: str) -> Response:
    """Send the browser on with a GET after a form was taken (303)."""
    return cast("Response", redirect(address, code=303))


def sent_id(field: str) -> uuid.UUID:
    """Return the id that a form carries, so that sending it twice makes one thing; a new one else."""
    try:
        return uuid.UUID(request.form.get(field, ""))
    except ValueError:
        return new_id()


def public_url(path: str) -> str:
    """Return an address of ours as people see it, absolute."""
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.public_url}{path}"


def day(value: dt.date | dt.datetime | None) -> str:
    """Return a day as GOV.UK writes it: 7 July 2026; a moment by London's clock."""
    if value is None:
        return ""
    local = value.astimezone(LONDON) if isinstance(value, dt.datetime) else value
    return f"{local.day} {local:%B %Y}"


def moment(value: dt.datetime | None) -> str:
    """Return a moment by London's clock: 7 July 2026, 2:30pm."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    clock = f"{local:%I}".lstrip("0") + (f":{local:%M}" if local.minute else "")
    return f"{day(value)}, {clock}{local:%p}".replace("AM", "am").replace("PM", "pm")


def label(slug: str) -> str:
    """Return a slug as people read it: adult-social-care becomes Adult social care."""
    return slug.replace("-", " ").capitalize()


@lru_cache
def _manifest() -> dict[str, str]:
    path = HERE / "static" / "build" / "manifest.json"
    return cast("dict[str, str]", json.loads(path.read_text())) if path.exists() else {}


def asset_address(service: str, name: str) -> str:
    """Return where an asset is served, with its content's hash so that it can be kept for a year."""
    return f"/{service}/assets/{_manifest().get(name, name)}"


def _assets(service: str) -> Blueprint:
    blueprint = Blueprint("assets", __name__, url_prefix=f"/{service}/assets")

    @blueprint.get("/<path:name>")
    @anyone()
    def asset(name: str) -> Response:
        hashed = name in _manifest().values()
        return send_from_directory(
            HERE / "static" / "build", name, max_age=_A_YEAR_SECONDS if hashed else 300
        )

    return blueprint
