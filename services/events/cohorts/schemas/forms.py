"""The form of a cohort: what was typed, and what it means."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from services.events.cohorts.queries import Cohort
from services.events.cohorts.rules import WEIGHTS
from services.events.programme.rules import LONDON, NoSuchTime, london_moment, read_clock

_NUMBERS = (
    "seats",
    "councils_least",
    "councils_most",
    "seats_least",
    "seats_most",
    "grace_minutes",
    "accept_days",
)
_TEXTS = ("name", "contact_name", "contact_email")
_MOMENTS = ("opens_at", "deadline_at")
_PARTS = ("day", "month", "year")
_QUOTA_CELLS = 4


def cohort_typed(cohort: Cohort) -> dict[str, Any]:
    """Return a cohort as its form shows it, its times by London's clock."""
    typed: dict[str, Any] = {name: str(getattr(cohort, name)) for name in _NUMBERS}
    typed |= {"name": cohort.name, "contact_name": cohort.contact_name}
    typed |= {f"weight-{name}": str(cohort.weights.get(name, 0)) for name in WEIGHTS}
    typed |= _parts("starts_on", cohort.starts_on)
    for name in _MOMENTS:
        moment: dt.datetime | None = getattr(cohort, name)
        if moment is not None:
            local = moment.astimezone(LONDON)
            typed |= _parts(name, local.date()) | {f"{name}-clock": f"{local:%H:%M}"}
    typed["regions"] = cohort.regions
    typed["quotas"] = "\n".join(
        f"{q['dimension']} | {q['value']} | {q['least']} | {'' if q['most'] is None else q['most']}"
        for q in cohort.quotas
    )
    typed["anonymous"] = "true" if cohort.anonymous else ""
    typed["version"] = str(cohort.version)
    return typed


def cohort_data(form: MultiDict[str, str]) -> dict[str, Any]:
    """Return what was typed as CohortIn wants it. Raises ValidationError for a time there is not."""
    typed = {key: value.strip() for key, value in form.items()}
    data: dict[str, Any] = {n: typed[n] for n in (*_NUMBERS, *_TEXTS) if typed.get(n)}
    data["regions"] = form.getlist("regions")
    data["weights"] = {n: typed[f"weight-{n}"] for n in WEIGHTS if typed.get(f"weight-{n}")}
    data["anonymous"] = bool(typed.get("anonymous"))
    data["quotas"] = [_quota(line) for line in form.get("quotas", "").splitlines() if line.strip()]
    if any(typed.get(f"starts_on-{part}") for part in _PARTS):
        data["starts_on"] = _iso_day(typed, "starts_on")
    faults: dict[str, list[str]] = {}
    for name in _MOMENTS:
        data[name] = None
        if any(typed.get(f"{name}-{part}") for part in _PARTS):
            try:
                data[name] = _moment(typed, name)
            except NoSuchTime as fault:
                faults[name] = [fault.message]
            except ValueError:
                faults[name] = ["The day must be a real date, like 7 7 2026"]
    if faults:
        raise ValidationError(faults)
    return data


def _quota(line: str) -> dict[str, Any]:
    cells = [cell.strip() for cell in line.split("|")]
    dimension, value, least, most = (cells + [""] * _QUOTA_CELLS)[:_QUOTA_CELLS]
    return {
        "dimension": dimension.lower(),
        "value": value,
        **({"least": least} if least else {}),
        **({"most": most} if most else {}),
    }


def _moment(typed: dict[str, str], name: str) -> str:
    day = dt.date.fromisoformat(_iso_day(typed, name))
    return london_moment(day, read_clock(typed.get(f"{name}-clock", ""))).isoformat()


def _iso_day(typed: dict[str, str], name: str) -> str:
    day, month, year = (typed.get(f"{name}-{part}", "") for part in _PARTS)
    return f"{year:0>4}-{month:0>2}-{day:0>2}"


def _parts(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}-{part}": str(getattr(day, part)) for part in _PARTS}
