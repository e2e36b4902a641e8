"""What is done with innovations, from the first draft to counting who reads them."""

from services.catalogue.innovations.actions.announcing import forget_changes
from services.catalogue.innovations.actions.changing import (
    edit_innovation,
    publish_innovations,
    withdraw_innovation,
)
from services.catalogue.innovations.actions.submitting import submit_innovation

__all__ = [
    "edit_innovation",
    "forget_changes",
    "publish_innovations",
    "submit_innovation",
    "withdraw_innovation",
]
