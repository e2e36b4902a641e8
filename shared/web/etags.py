"""Lost updates refused: `ETag` on what people edit, `If-Match` on their changes (RFC 9110)."""

from __future__ import annotations

from flask import Response, request

from shared.refusals import PreconditionMissing, Stale


def set_etag(response: Response, version: int) -> Response:
    """Say which version this is."""
    response.set_etag(str(version))
    return response


def check_if_match(version: int) -> None:
    """Raise PreconditionMissing without If-Match, Stale where it names another version."""
    if not request.if_match:
        raise PreconditionMissing("Send the ETag you read in an If-Match header.")
    # A front door that compresses says so in the tag ("3-gzip"), and callers send it back so.
    named = {tag.partition("-")[0] for tag in request.if_match.as_set()}
    if str(version) not in named and not request.if_match.star_tag:
        raise Stale("Somebody else has changed this since you read it. Load it again.")
