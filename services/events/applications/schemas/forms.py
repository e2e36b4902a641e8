"""The applicant's forms: what was typed, and what it means."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from werkzeug.datastructures import MultiDict

from services.events.applications.queries import Application
from services.events.cohorts.queries import Cohort
from shared.web.schemas import TrimmedSchema, needed_line

_TEXTS = ("statement", "affected", "outcomes", "contact_name", "sponsor_name")
_ADDRESS = "Enter an email address in the correct format, like name@council.example"


class BeginForm(TrimmedSchema):
    """What somebody says of themselves to get a form."""

    name = needed_line("Enter your name", longest=150)
    email = fields.Email(required=True, error_messages={"required": _ADDRESS, "invalid": _ADDRESS})
    council = needed_line("Enter your council")


def application_typed(application: Application) -> dict[str, Any]:
    """Return an application as its form shows it."""
    typed: dict[str, Any] = {name: getattr(application, name) for name in _TEXTS}
    names = [council.name for council in application.councils]
    typed |= {
        "council": names[0] if names else "",
        "partners": "\n".join(names[1:]),
        "seats_least": str(application.seats_least),
        "seats_most": str(application.seats_most),
        "issues": application.issues,
        "commitments": application.commitments,
        "team": "\n".join(
            f"{one['name']} | {one['role']}" if one["role"] else one["name"]
            for one in application.team
        ),
        "version": str(application.version),
    }
    return typed | {f"answer-{key}": answer for key, answer in application.answers.items()}


def application_data(form: MultiDict[str, str], cohort: Cohort) -> dict[str, Any]:
    """Return what was typed as ApplicantsChange wants it."""
    data: dict[str, Any] = {name: form.get(name, "").replace("\r\n", "\n") for name in _TEXTS}
    data["council"] = form.get("council", "")
    data["partners"] = _lines(form.get("partners", ""))
    data |= {n: form[n].strip() for n in ("seats_least", "seats_most") if form.get(n, "").strip()}
    data["issues"] = form.getlist("issues")
    data["commitments"] = form.getlist("commitments")
    data["team"] = []
    for line in _lines(form.get("team", "")):
        name, _, role = line.partition("|")
        data["team"].append({"name": name, "role": role})
    data["answers"] = {
        question["key"]: form.get(f"answer-{question['key']}", "").strip()
        for question in cohort.scheme.questions
    }
    if form.get("sponsor_email", "").strip():
        data["sponsor_email"] = form["sponsor_email"].strip()
    return data


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
