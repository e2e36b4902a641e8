"""Reads an edition as a problem, its conflicts, and a result as changes to the programme."""

from services.events.timetables.queries.differences import Change, Difference, find_difference
from services.events.timetables.queries.forecasts import find_forecast
from services.events.timetables.queries.posing import pose_timetable
from services.events.timetables.queries.programme import Facts, find_facts, find_programme_conflicts

__all__ = [
    "Change",
    "Difference",
    "Facts",
    "find_difference",
    "find_facts",
    "find_forecast",
    "find_programme_conflicts",
    "pose_timetable",
]
