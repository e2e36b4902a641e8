"""Use cases of editions: create, change, copy and end one; every change is told to the others."""

from services.events.editions.actions.changing import (
    announce_edition,
    create_edition,
    edit_edition,
    end_edition,
)
from services.events.editions.actions.copying import copy_edition

__all__ = [
    "announce_edition",
    "copy_edition",
    "create_edition",
    "edit_edition",
    "end_edition",
]
