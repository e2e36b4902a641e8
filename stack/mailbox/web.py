"""The HTTP side: the list of mails as JSON and as pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from stack.mailbox.letters import letter_of
from stack.mailbox.store import Entry, Store

PREFIX = "/mailbox"
DEFAULT_LIMIT, HIGHEST_LIMIT = 20, 1000
_PARAMETERS = frozenset({"recipient", "subject", "limit", "cursor"})

# The mailbox shares the front door's origin with the services: nothing in a mail may act there.
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PART_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
    " style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)

pages = Blueprint("mailbox", __name__, url_prefix=PREFIX)


@dataclass(frozen=True)
class Question:
    """What a list was asked for."""

    recipient: str = ""
    subject: str = ""
    limit: int = DEFAULT_LIMIT
    cursor: int | None = None

    def wants(self, entry: Entry) -> bool:
        """Whether an entry belongs in the list; a whole address is matched whole."""
        recipient, wanted = entry.recipient.casefold(), self.recipient.casefold()
        whole = "@" in wanted.strip("@")
        found = recipient == wanted if whole else wanted in recipient
        return found and (not self.subject or self.subject.casefold() in entry.subject.casefold())


def create_app(store: Store) -> Flask:
    """The web application over a store."""
    app = Flask(__name__, static_folder=None)
    app.extensions["mailbox"] = store
    app.register_blueprint(pages)
    app.register_error_handler(HTTPException, _problem)
    app.after_request(_protect)
    return app


@pages.get("/api/messages")
def list_messages() -> Response:
    """The newest mails, an entry for each envelope recipient."""
    question = _question(request.args)
    entries, total, following = _page_of(question)
    return jsonify(
        {"items": [_shown(entry) for entry in entries], "next": following, "total": total}
    )


@pages.get("/api/messages/<int:number>/raw")
def raw_message(number: int) -> Response:
    """A mail as it came."""
    return Response(_raw(_entry(number)), mimetype="message/rfc822")


@pages.delete("/api/messages")
def clear_messages() -> tuple[str, int]:
    """Empty the mailbox."""
    _store().clear()
    return "", 204


@pages.get("/", strict_slashes=False)
def inbox() -> str:
    """The list as a page."""
    question = _question(request.args)
    entries, total, following = _page_of(question)
    return render_template(
        "inbox.html", entries=entries, total=total, next=following, question=question
    )


@pages.get("/messages/<int:number>")
def message(number: int) -> str:
    """A mail as a page."""
    entry = _entry(number)
    return render_template("message.html", entry=entry, letter=letter_of(_raw(entry)))


@pages.get("/messages/<int:number>/html")
def html_part(number: int) -> Response:
    """A mail's HTML part alone, to be shown in a frame where it can do nothing."""
    html = letter_of(_raw(_entry(number))).html
    if html is None:
        abort(404, "This mail has no HTML part.")
    # Its links open beside the mailbox: in the frame nothing else may load.
    response = Response(f'<base target="_blank">{html}', mimetype="text/html")
    response.headers["Content-Security-Policy"] = _PART_POLICY
    return response


@pages.get("/style.css")
def style() -> Response:
    """The style sheet of the pages."""
    return Response(render_template("style.css"), mimetype="text/css")


@pages.get("/live")
def live() -> Response:
    """That the process answers."""
    return jsonify({"status": "ok"})


def _store() -> Store:
    store = current_app.extensions["mailbox"]
    assert isinstance(store, Store)  # noqa: S101 - for the type checker
    return store


def _question(arguments: Mapping[str, str]) -> Question:
    if unknown := sorted(set(arguments) - _PARAMETERS):
        abort(422, f"There is no parameter {', '.join(unknown)}.")
    limit, cursor = arguments.get("limit") or str(DEFAULT_LIMIT), arguments.get("cursor") or None
    if not limit.isdecimal() or not 1 <= int(limit) <= HIGHEST_LIMIT:
        abort(422, f"The limit is a number from 1 to {HIGHEST_LIMIT}.")
    if cursor and not cursor.isdecimal():
        abort(422, "The cursor is not one that this list gave.")
    recipient, subject = (arguments.get(name, "").strip() for name in ("recipient", "subject"))
    return Question(recipient, subject, int(limit), int(cursor) if cursor else None)


def _page_of(question: Question) -> tuple[list[Entry], int, str | None]:
    """A page of entries, how many there are in all, and the cursor of the page after."""
    wanted = [entry for entry in _store().entries() if question.wants(entry)]
    rest = (e for e in wanted if question.cursor is None or e.number < question.cursor)
    found = list(islice(rest, question.limit + 1))
    shown = found[: question.limit]
    return shown, len(wanted), str(shown[-1].number) if len(found) > len(shown) else None


def _entry(number: int) -> Entry:
    return _store().find(number) or abort(404, "There is no such mail.")


def _raw(entry: Entry) -> bytes:
    raw = _store().raw(entry.mail)
    return abort(404, "This mail was removed.") if raw is None else raw


def _shown(entry: Entry) -> dict[str, object]:
    base = request.host_url.rstrip("/") + PREFIX
    return {
        "id": str(entry.number),
        "recipient": entry.recipient,
        "recipients": list(entry.mail.recipients),
        "sender": entry.mail.sender,
        "subject": entry.subject,
        "message_id": entry.message_id,
        "received_at": entry.mail.received_at,
        "size": entry.mail.size,
        "raw_url": f"{base}/api/messages/{entry.number}/raw",
        "url": f"{base}/messages/{entry.number}",
    }


def _problem(error: HTTPException) -> Response:
    body = {"type": "about:blank", "title": error.name, "detail": error.description}
    response = jsonify(body | {"status": error.code})
    response.status_code = error.code or 500
    response.mimetype = "application/problem+json"
    return response


def _protect(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
