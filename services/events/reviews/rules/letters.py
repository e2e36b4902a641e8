"""The letters that tell a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

_ACCEPTED, _WAITING, _REJECTED = "accepted", "waiting", "rejected"


@dataclass(frozen=True)
class DecisionLetter:
    """A letter's subject and text, as they leave."""

    subject: str
    text: str


LETTERS: Mapping[str, tuple[str, str]] = {
    _ACCEPTED: (
        "Your proposal for {edition} is accepted",
        (
            "We are glad to have “{title}” in the programme of {edition}, {days} in {venue}."
            " We write again with the day, time and stage."
        ),
    ),
    _WAITING: (
        "Your proposal for {edition} is on the waiting list",
        (
            "There were more good proposals for {edition} than places. “{title}” is on our waiting list:"
            " when a place becomes free and it is your turn, we offer it to you by mail."
        ),
    ),
    _REJECTED: (
        "Your proposal for {edition}",
        (
            "Thank you for proposing “{title}” for {edition}. There were more proposals than places and"
            " we cannot take yours this time. Please propose again next year."
        ),
    ),
}


def decision_letter(
    decision: str,
    *,
    title: str,
    edition: str,
    venue: str,
    days: tuple[dt.date, dt.date],
    message: str,
) -> DecisionLetter:
    """Return the exact letter of a decision; `message` is a paragraph of the organisers' own."""
    subject, text = LETTERS[decision]
    first, last = days
    values = {
        "title": title,
        "edition": edition,
        "venue": venue,
        "days": f"{first.day} {first:%B} to {last.day} {last:%B %Y}",
    }
    own = f"\n\n{message.strip()}" if message.strip() else ""
    return DecisionLetter(subject.format(**values), text.format(**values) + own)
