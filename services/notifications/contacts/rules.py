"""What an address is, what people may agree to, and how a refusal survives without the address."""

from __future__ import annotations

import enum
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

from shared.refusals import Conflict, Invalid

_LOCAL = re.compile(r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LABEL = re.compile(r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST_ADDRESS, _LONGEST_LOCAL = 254, 64
LONGEST_NAME = 200


class Purpose(enum.StrEnum):
    """What a person may agree to get from us."""

    INVITATIONS = "invitations"
    BULLETINS = "bulletins"
    ALERTS = "alerts"


class ContactKind(enum.StrEnum):
    """Whether one person reads the mail, or whoever opens an organisation's mailbox."""

    PERSON = "person"
    MAILBOX = "mailbox"


class Standing(enum.StrEnum):
    """What may be worth looking for among contacts."""

    BOUNCED = "bounced"
    LEFT = "left"
    PAUSED = "paused"
    SUPPRESSED = "suppressed"
    UNMATCHED = "unmatched"


STANDINGS: Mapping[Standing, str] = {
    Standing.BOUNCED: "Mail to them came back",
    Standing.LEFT: "Have left",
    Standing.PAUSED: "Take a rest from mail",
    Standing.SUPPRESSED: "Asked for no more mail",
    Standing.UNMATCHED: "Organisation not known",
}


class AddressTaken(Conflict):
    """Another contact has the address."""

    def __init__(self) -> None:
        super().__init__(
            "Another contact has this address. Open that one, or merge the two.", pointer="/email"
        )


EVERYTHING = "everything"
"""The purpose of a suppression that stops all mail we send by ourselves."""


class AddressFault(Invalid):
    """What was given is no address that a mail can be sent to."""


def normalised_address(text: str) -> str:
    """Return an address as we keep and compare it. Raises AddressFault.

    All in lower case: no mail system in use tells local parts apart by case.
    """
    address = text.strip().lower()
    local, at, domain = address.rpartition("@")
    fault = AddressFault(
        "Enter an email address in the correct format, like name@council.gov.uk.", pointer="/email"
    )
    if not at or len(local) > _LONGEST_LOCAL or not _LOCAL.match(local):
        raise fault
    try:
        ascii_domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError as error:
        raise fault from error
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_LABEL.match(label) for label in labels):
        raise fault
    if len(f"{local}@{ascii_domain}") > _LONGEST_ADDRESS:
        raise fault
    return f"{local}@{ascii_domain}"


def mailbox_of(address: str) -> str:
    """Return what two addresses of one mailbox share: a +tag is left off (RFC 5233)."""
    local, _, domain = address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def address_mark(address_key: str, address: str) -> str:
    """Return a keyed hash of a normalised address: it recognises the address, and tells it to nobody."""
    key = hmac.digest(address_key.encode(), b"address-mark", "sha256")
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()


def one_line(text: str, what: str, pointer: str) -> str:
    """Return a name in one line of text. Raises Invalid for control characters or a long one."""
    line = " ".join(text.split(" ")).strip()
    if _CONTROLS.search(line):
        raise Invalid(f"The {what} holds a line break or control character.", pointer=pointer)
    if len(line) > LONGEST_NAME:
        raise Invalid(f"The {what} must be {LONGEST_NAME} characters or fewer.", pointer=pointer)
    return line


def roles_of(texts: Iterable[str]) -> list[str]:
    """Return what somebody does, each role once, in order. Raises Invalid."""
    roles = (one_line(text, "list", "/roles") for text in texts)
    return list(dict.fromkeys(role for role in roles if role))


def purposes_of(words: Iterable[str], pointer: str = "/consents") -> list[Purpose]:
    """Return the purposes of words, each once. Raises Invalid for what nobody can consent to."""
    known = dict.fromkeys(words)
    unknown = [word for word in known if word not in set(Purpose)]
    if unknown:
        raise Invalid(
            f"“{unknown[0]}” is not something to consent to. Use {', '.join(Purpose)}.",
            pointer=pointer,
        )
    return [Purpose(word) for word in known]
