"""Changes say which version they change, also through a front door that compresses."""

from __future__ import annotations

import pytest
from flask import Flask

from shared.refusals import PreconditionMissing, Stale
from shared.web import check_if_match


@pytest.mark.parametrize("sent", ['"3"', '"3-gzip"', '"1", "3"', "*"])
def test_the_version_that_was_read_may_be_changed(sent: str) -> None:
    with Flask("x").test_request_context(headers={"If-Match": sent}):
        check_if_match(3)


@pytest.mark.parametrize("sent", ['"2"', '"33"', '"2-gzip"', '"x"'])
def test_another_version_is_stale(sent: str) -> None:
    with Flask("x").test_request_context(headers={"If-Match": sent}), pytest.raises(Stale):
        check_if_match(3)


def test_a_change_without_its_version_is_refused() -> None:
    with Flask("x").test_request_context(), pytest.raises(PreconditionMissing):
        check_if_match(3)
