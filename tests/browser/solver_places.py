"""Addresses of the pages of timetables and selections, with a run to look at."""

from __future__ import annotations

from typing import Any

from tests.journeys import steps


def solver_examples(organiser: Any, edition: dict[str, Any]) -> dict[str, str]:
    """Start a run of each kind; the worker of the stack solves them. A cohort must be there."""
    cohort = steps.ok(organiser.get("/events/api/cohorts", params={"limit": 1}))["items"][0]
    answers = {
        "timetables": organiser.post(f"/events/api/editions/{edition['id']}/timetables", json={}),
        "selections": organiser.post(f"/events/api/cohorts/{cohort['id']}/selections", json={}),
    }
    for answer in answers.values():
        steps.ok(answer, 202)
    editions, cohorts = "/events/editions/<slug>", "/events/cohorts/<slug>"
    here, there = f"/events/editions/{edition['slug']}", f"/events/cohorts/{cohort['slug']}"
    return {
        f"{editions}/timetables": f"{here}/timetables",
        f"{editions}/timetables/<int:number>": f"{here}/timetables/1",
        f"{cohorts}/selections": f"{there}/selections",
        f"{cohorts}/selections/<int:number>": f"{there}/selections/1",
    }
