"""What an organiser, a council and a reader do, over HTTP and by reading the mailbox alone."""

from __future__ import annotations

import email
import email.policy
import re
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import httpx

T = TypeVar("T")
_FINAL = {"done", "failed"}


def eventually(
    look: Callable[[], T], holds: Callable[[T], bool], *, seconds: float, what: str
) -> T:
    """Look until it holds and return what was seen; fail with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds(seen := look()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}; last seen: {seen}"
        time.sleep(0.05)
    return seen


def ok(answer: httpx.Response, status: int = 200) -> Any:
    """Return the JSON of an answer that has the status."""
    assert answer.status_code == status, f"{answer.request.url}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


def import_file(
    client: httpx.Client, service: str, kind: str, name: str, content: bytes, **options: str
) -> dict[str, Any]:
    """Import a file and return its report once it is done or has failed."""
    started = ok(
        client.post(
            f"/{service}/api/imports",
            data={"kind": kind, **options},
            files={"file": (name, content, "text/csv")},
        ),
        202,
    )
    assert set(started) >= {"id", "state"}
    address = f"/{service}/api/imports/{started['id']}"
    return eventually(
        lambda: ok(client.get(address)),
        lambda report: report["state"] in _FINAL,
        seconds=120,
        what=f"the import of {name}",
    )


def all_items(client: httpx.Client, address: str, **query: Any) -> list[dict[str, Any]]:
    """Return every item of a list by following its cursors."""
    items: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = ok(
            client.get(
                address, params={**query, "limit": 100, **({"cursor": cursor} if cursor else {})}
            )
        )
        items += page["items"]
        cursor = page["next"]
        if not cursor:
            return items


def mails_about(client: httpx.Client, subject: str) -> list[dict[str, Any]]:
    """Return the delivered mails with a subject."""
    return [
        mail for mail in all_items(client, "/mailbox/api/messages") if subject in mail["subject"]
    ]


def read_mail(client: httpx.Client, mail: dict[str, Any]) -> EmailMessage:
    """Return a delivered mail, parsed."""
    raw = client.get(f"/mailbox/api/messages/{mail['id']}/raw")
    assert raw.status_code == 200
    parsed = email.message_from_bytes(raw.content, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(mail: EmailMessage, kind: str) -> str:
    """Return the text of a mail's plain or html part."""
    found = mail.get_body((kind,))
    assert found is not None, f"the mail has no {kind} part"
    return str(found.get_content())


def link_in(text: str, path: str) -> str:
    """Return the path of the first link that contains `path`."""
    found = re.search(rf"https?://[^/\s]+({re.escape(path)}[^\s\")>\]]+)", text)
    assert found, f"no link to {path} in: {text}"
    return found.group(1)


def submit_form(client: httpx.Client, page: str, **values: Any) -> httpx.Response:
    """Fill the page's first POST form that has the fields, with its hidden ones, and send it."""
    shown = client.get(page)
    assert shown.status_code == 200, f"{page}: {shown.status_code}"
    for form in re.findall(
        r"<form[^>]*method=\"post\".*?</form>", shown.text, re.DOTALL | re.IGNORECASE
    ):
        names = set(re.findall(r"name=\"([^\"]+)\"", form))
        if set(values) <= names:
            action = re.search(r"action=\"([^\"]*)\"", form.split(">")[0])
            hidden = dict(re.findall(r"type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"", form))
            return client.post(
                action.group(1) if action and action.group(1) else page, data={**hidden, **values}
            )
    raise AssertionError(f"{page} has no form with {sorted(values)}")


def sample(name: str) -> bytes:
    """Return one of the project's sample files."""
    return (Path(__file__).parent.parent.parent / "stack" / "sample" / name).read_bytes()
