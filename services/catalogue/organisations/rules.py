"""What can be wrong with an organisation that somebody adds."""

from __future__ import annotations

from shared.refusals import Conflict, NotFound

MOST_NAME_CHARACTERS = 200


class NoSuchOrganisation(NotFound):
    """No organisation has this id."""

    def __init__(self) -> None:
        super().__init__(
            "There is no such organisation. Check the address, or search for its name."
        )


class OrganisationExists(Conflict):
    """Somebody has already added an organisation of this kind and name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” is already here. Choose it from the list.", pointer="/name")
