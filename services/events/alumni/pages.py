"""The organiser's page of alumni and of the councils that nobody has reached."""

from __future__ import annotations

from services.events.alumni.queries import get_alumni
from services.events.database import database
from shared.auth.access import access
from shared.auth.tokens import Role
from shared.web import render
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "alumni", __name__)


@pages.get("/alumni")
@access(Role.ORGANISER, Role.BOARD)
def show() -> str:
    """Who took part in what, and where nobody has been."""
    with database.reading() as session:
        alumni, regions = get_alumni(session)
    return render("alumni/alumni.html", alumni=alumni, regions=regions)
