"""The shapes of a cohort: in JSON and in the form that organisers fill in."""

from services.events.cohorts.schemas.forms import cohort_data, cohort_typed
from services.events.cohorts.schemas.shapes import COHORT_CHANGE, CohortIn, CohortOut

__all__ = ["COHORT_CHANGE", "CohortIn", "CohortOut", "cohort_data", "cohort_typed"]
