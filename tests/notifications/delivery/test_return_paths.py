"""A mail that comes back says which it is, and nobody else can say so."""

from __future__ import annotations

import uuid

import pytest

from services.notifications.delivery.rules import ReturnPathBroken, read_return_path, return_path

MAIL = uuid.UUID("018f0000-0000-7000-8000-0000000000aa")


def test_a_return_path_names_its_mail_in_any_case() -> None:
    address = return_path("secret", "bounces@zone.example", MAIL)
    assert address.endswith("@zone.example")
    assert len(address.partition("@")[0]) <= 64
    assert read_return_path("secret", address.upper()) == MAIL


@pytest.mark.parametrize(
    "address",
    ["bounces@zone.example", "bounces+aaaa@zone.example", "bounces+é@zone.example", "",
     return_path("another secret", "bounces@zone.example", MAIL)],
)  # fmt: skip
def test_a_return_path_that_is_not_ours_is_refused(address: str) -> None:
    with pytest.raises(ReturnPathBroken):
        read_return_path("secret", address)
