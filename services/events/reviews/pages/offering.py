"""The answer to an offered place: a page with two buttons, by the mailed link."""

from __future__ import annotations

import datetime as dt

from flask import request

from services.events.proposals.rules import ProposalState
from services.events.reviews.actions import answer_offer
from shared.auth.access import anyone
from shared.web import render
from shared.web.pages import page_blueprint

pages = page_blueprint("events", "offers", "services.events.reviews")


@pages.get("/proposals/offer/<token>")
@anyone()
def ask(token: str) -> str:
    """Two buttons: opening the link answers nothing."""
    return render("reviews/offer.html", answered=None, token=token)


@pages.post("/proposals/offer/<token>")
@anyone()
def answer(token: str) -> str:
    """Take or leave the place."""
    proposal = answer_offer(
        token, accepts=request.form.get("answer") == "yes", now=dt.datetime.now(dt.UTC)
    )
    taken = proposal.state == ProposalState.ACCEPTED
    return render("reviews/offer.html", answered=taken, title=proposal.title)
