"""The shapes of an application: in JSON and in the applicant's form."""

from services.events.applications.schemas.forms import (
    BeginForm,
    application_data,
    application_typed,
)
from services.events.applications.schemas.shapes import (
    ApplicantsChange,
    ApplicationIn,
    ApplicationOut,
    ApplicationsQuery,
    OrganisersChange,
)

__all__ = [
    "ApplicantsChange",
    "ApplicationIn",
    "ApplicationOut",
    "ApplicationsQuery",
    "BeginForm",
    "OrganisersChange",
    "application_data",
    "application_typed",
]
