"""Makes the links in mails, and writes the letters that hold them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from services.catalogue.alerts.models import SavedSearch
from services.catalogue.alerts.rules import LetterText, SavedQuery, sign_token
from shared.contracts.catalogue import LetterWritten
from shared.letters import write_letter

ADDRESS = "/catalogue/saved-searches"


@dataclass(frozen=True)
class Links:
    """Makes the links in mails: where people see us, and what signs their tokens."""

    public_url: str
    secret_key: str

    def to(self, page: str, purpose: str, saved_id: uuid.UUID) -> str:
        """Return the address of a page behind a signed link."""
        token = sign_token(self.secret_key, purpose, saved_id)
        return f"{self.public_url}{ADDRESS}/{page}/{token}"

    def search(self, query: SavedQuery) -> str:
        """Return the address of a search, the newest first."""
        return f"{self.public_url}/catalogue/search?{urlencode([*query.parameters, ('sort', 'newest')])}"


def write(
    session: Session,
    saved: SavedSearch,
    kind: str,
    letter: LetterText,
    *,
    key: str,
    purpose: str = "service",
) -> None:
    """Write to whoever saved the search; with the same key it is one letter."""
    write_letter(
        session,
        LetterWritten,
        person_id=saved.person_id,
        kind=kind,
        subject=letter.subject,
        text=letter.text,
        purpose=purpose,
        key=key,
    )
