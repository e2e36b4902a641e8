"""An address for every page of cohorts, on a stack that has something to show."""

from __future__ import annotations

from typing import Any

from tests.journeys import cohort_world, steps


def cohort_examples(visitor: Any, organiser: Any) -> dict[str, str]:
    scheme = cohort_world.make_scheme(organiser, "A scheme to look at")
    cohort = cohort_world.make_cohort(organiser, scheme, "A cohort to look at")
    rows = b"reference,council\nB1,Cornwall Council\nB2,Nowhere Council\n"
    imported = steps.import_file(
        organiser, "events", "applications", "browser.csv", rows, cohort=cohort["id"]
    )
    here, route = f"/events/cohorts/{cohort['slug']}", "/events/cohorts/<slug>"
    pages = ("apply", "apply/sent", "decision", "edit", "panel", "workspace")
    scheme_here, scheme_route = f"/events/schemes/{scheme['slug']}", "/events/schemes/<slug>"
    return {
        "/events/imports/<uuid:import_id>": f"/events/imports/{imported['id']}",
        route: here,
        **{f"{route}/{page}": f"{here}/{page}" for page in pages},
        scheme_route: scheme_here,
        **{f"{scheme_route}/{page}": f"{scheme_here}/{page}" for page in ("edit", "cohorts/new")},
        **_application_examples(visitor, organiser, cohort),
        **_decided_examples(visitor, organiser, scheme),
    }


def _application_examples(visitor: Any, organiser: Any, cohort: dict[str, Any]) -> dict[str, str]:
    council, email = "Leeds City Council", "ada@leeds.example"
    link = cohort_world.apply(visitor, organiser, cohort, council, email)
    cohort_world.send_application(visitor, link, council, "sid@leeds.example")
    sponsor = cohort_world.link_in_mail(
        organiser, f"application to {cohort['name']}?", "/events/sponsors/"
    )
    address = f"/events/api/cohorts/{cohort['id']}"
    member = {"name": "Pat Panel", "email": "pat@panel.example"}
    steps.ok(organiser.post(f"{address}/panel-members", json=member), 201)
    scoring = cohort_world.link_in_mail(
        organiser, f"score the applications to {cohort['name']}", "/events/panels/"
    )
    applications = steps.ok(organiser.get(f"{address}/applications"))["items"]
    one = next(a["id"] for a in applications if a["council"] == council)
    route = "applications/<uuid:application_id>"
    return {
        "/events/applications/<token>": link,
        "/events/applications/<token>/withdraw": f"{link}/withdraw",
        "/events/sponsors/<token>": sponsor,
        f"/events/cohorts/<slug>/{route}": f"/events/cohorts/{cohort['slug']}/applications/{one}",
        "/events/panels/<token>": scoring,
        f"/events/panels/<token>/{route}": f"{scoring}/applications/{one}",
    }


def _decided_examples(visitor: Any, organiser: Any, scheme: dict[str, Any]) -> dict[str, str]:
    cohort = cohort_world.make_cohort(organiser, scheme, "A decided cohort")
    council, email = "York City Council", "yves@york.example"
    link = cohort_world.apply(visitor, organiser, cohort, council, email)
    cohort_world.send_application(visitor, link, council, "sue@york.example")
    cohort_world.close_call(organiser, cohort)
    ids = cohort_world.applications(organiser, cohort)
    cohort_world.decide(organiser, cohort, {ids[council]: 2}, [])
    place = cohort_world.take_place(visitor, organiser, cohort, email)
    people = {"people": "Sam Carer | Head of care"}
    named = steps.submit_form(visitor, place, **people)
    assert named.status_code in (200, 303), named.text
    project = cohort_world.project_link(organiser, cohort)
    one = cohort_world.projects(organiser, cohort)[0]["id"]
    here, route = f"/events/cohorts/{cohort['slug']}", "/events/cohorts/<slug>"
    return {
        "/events/places/<token>": place,
        "/events/projects/<token>": project,
        f"{route}/places": f"{here}/places",
        f"{route}/projects": f"{here}/projects",
        f"{route}/projects/<uuid:project_id>": f"{here}/projects/{one}",
        f"{route}/attendance/<step>": f"{here}/attendance/framing",
    }
