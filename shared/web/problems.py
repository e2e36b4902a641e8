"""Turns every error into a problem document (RFC 9457) for programs or a page for people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, make_response, request
from marshmallow import ValidationError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException, InternalServerError

from shared.db import is_away
from shared.logs import get_logger
from shared.refusals import Invalid, Refusal
from shared.web.pages import render

log = get_logger(__name__)

_SENTENCES = {
    400: "The request could not be read.",
    401: "Sign in, or send a valid bearer token.",
    403: "You do not have permission to do this. Ask an operator for the role it needs.",
    404: "There is nothing at this address. Check it, or start from the front page.",
    405: "This address does not take that method.",
    413: "That is more than we take at once: files up to 16 MB, forms up to 2 MB. Send it in parts.",
    500: "Something went wrong on our side. It has been recorded. Try again in a few minutes.",
}


def install_problems(app: Flask) -> None:
    """Answer every exception of a view in one shape."""
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(ValidationError, _on_validation)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(DataError, _on_unstorable)
    app.register_error_handler(UnicodeEncodeError, _on_unstorable)
    app.register_error_handler(Exception, _on_unexpected)


def refuse_odd_text() -> None:
    """Raise Invalid for a NUL in the address or a form: no text of ours can hold one."""
    environ = request.environ
    if request.method == "GET" and "\x00" not in environ.get("PATH_INFO", ""):
        written = environ.get("QUERY_STRING", "")
        if "%00" not in written and "\x00" not in written:
            return
    files = [(name, file.filename or "") for name, file in request.files.items()]
    parts = [*request.args.items(multi=True), *request.form.items(multi=True), *files]
    for name, part in [("", request.path), *parts]:
        if "\x00" in name or "\x00" in part:
            where = name.replace("\x00", "") or None
            raise Invalid(
                "This holds a character that no text can hold (NUL). Remove it.",
                pointer=where and f"/{where}",
            )


def problem(
    status: int, detail: str, *, errors: list[dict[str, str]] | None = None, kind: str | None = None
) -> Response:
    """Return a problem document, or an error page where a person's browser asked."""
    title = HTTPStatus(status).phrase
    if not wants_json():
        page = render("error.html", status=status, title=title, detail=detail, errors=errors or [])
        return make_response(page, status)
    document: dict[str, Any] = {
        "type": f"urn:innovation-zone:problem:{kind or title.lower().replace(' ', '-')}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if errors:
        document["errors"] = errors
    response = jsonify(document)
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def wants_json() -> bool:
    """True for the API's addresses and for whoever prefers JSON to HTML."""
    if "/api/" in request.path:
        return True
    best = request.accept_mimetypes.best_match(
        ["text/html", "application/json", "application/problem+json"]
    )
    return best in {"application/json", "application/problem+json"}


def pointers(messages: Any, prefix: str = "") -> list[dict[str, str]]:
    """Return marshmallow's nested messages as a flat list of JSON pointers and sentences."""
    if isinstance(messages, dict):
        return [
            found
            for key, value in messages.items()
            for found in pointers(value, prefix if key == "_schema" else f"{prefix}/{key}")
        ]
    sentences = messages if isinstance(messages, list) else [messages]
    return [{"pointer": prefix or "", "message": str(sentence)} for sentence in sentences]


def _on_refusal(error: Refusal) -> Response:
    errors = [{"pointer": error.pointer, "message": error.message}] if error.pointer else None
    kind = "".join(f"-{c.lower()}" if c.isupper() else c for c in type(error).__name__).lstrip("-")
    response = problem(error.status, error.message, errors=errors, kind=kind)
    seconds = getattr(error, "retry_after_seconds", None)
    if seconds is not None:
        response.headers["Retry-After"] = str(seconds)
    return response


def _on_validation(error: ValidationError) -> Response:
    found = pointers(error.messages)
    detail = "Some of what was sent is wrong. Correct it and send it again."
    return problem(422, detail, errors=found, kind=Invalid.__name__.lower())


def _on_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    messages = getattr(error, "data", {}).get("messages")
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and messages:
        parts = messages.values() if isinstance(messages, dict) else [messages]
        found = [entry for part in parts for entry in pointers(part)]
        detail = "Some of what was sent is wrong. Correct it and send it again."
        return problem(status, detail, errors=found, kind="invalid")
    custom = error.description if error.description != type(error).description else None
    response = problem(status, custom or _SENTENCES.get(status, str(error.description)))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}:
            response.headers[name] = value
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _on_unstorable(error: Exception) -> Response:
    """A value that no database column takes, such as a character that UTF-8 has no code for."""
    log.info("value_refused", error=type(error).__name__)
    return problem(422, "Something in the request cannot be stored. Check it for odd characters.")


def _database_away(error: Exception) -> Response:
    log.error("database_away", error=type(error).__name__)
    response = problem(503, "We cannot reach our records right now. Try again in a few seconds.")
    response.headers["Retry-After"] = "5"
    return response


def _on_unexpected(error: Exception) -> Response:
    if is_away(error):
        return _database_away(error)
    log.error("unexpected_error", error=type(error).__name__, exc_info=error)
    return problem(InternalServerError.code, _SENTENCES[500])
