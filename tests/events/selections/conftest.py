"""Fixtures of the selections' tests: the cohorts' own, without a quota that strangers cannot keep."""

from __future__ import annotations

import pytest

from tests.events.cohorts.conftest import Json, make_cohort, scheme
from tests.events.conftest import Organiser

__all__ = ["scheme"]


@pytest.fixture
def cohort(organiser: Organiser, scheme: Json) -> Json:
    """A cohort without quotas."""
    return make_cohort(organiser, scheme, quotas=[])
