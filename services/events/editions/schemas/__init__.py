"""The shapes of an edition: in JSON and in the form that organisers fill in."""

from services.events.editions.schemas.forms import EditionForm, faults_of
from services.events.editions.schemas.shapes import (
    EDITION_CHANGE,
    CopyIn,
    EditionIn,
    EditionOut,
)

__all__ = [
    "EDITION_CHANGE",
    "CopyIn",
    "EditionForm",
    "EditionIn",
    "EditionOut",
    "faults_of",
]
