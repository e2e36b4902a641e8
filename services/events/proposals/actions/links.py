"""Links that are mailed: made at random, kept as a hash, spent once."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from sqlalchemy.orm import Session

from services.events.proposals.models import Proposal, ProposalLink
from services.events.proposals.queries import find_link
from shared.auth.mailed_tokens import hash_token
from shared.contracts.events import LetterWritten
from shared.letters import write_letter
from shared.refusals import Gone

_SPENT = "This link was used already, or has ended. Ask for a new one."


def new_link(
    session: Session, proposal: Proposal, purpose: str, expires_at: dt.datetime, now: dt.datetime
) -> str:
    """Return the token of a new link to a proposal; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        ProposalLink(
            token_hash=hash_token(token),
            proposal_id=proposal.id,
            purpose=purpose,
            created_at=now,
            expires_at=expires_at,
            used_at=None,
        )
    )
    return token


def spend_link(session: Session, token: str, purpose: str, now: dt.datetime) -> uuid.UUID:
    """Use a link up and return whose proposal it leads to. Raises Gone; of two at once, for one."""
    link = find_link(session, hash_token(token), purpose, lock=True)
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise Gone(_SPENT)
    link.used_at = now
    return link.proposal_id


def tell(
    session: Session, proposal: Proposal, *, kind: str, subject: str, text: str, key: str | None
) -> bool:
    """Write to whoever proposed; False where we know of nobody to write to."""
    if proposal.person_id is None:
        return False
    write_letter(
        session,
        LetterWritten,
        person_id=proposal.person_id,
        kind=kind,
        subject=subject,
        text=text,
        key=key,
    )
    return True
