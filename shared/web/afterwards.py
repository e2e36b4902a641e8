"""Work that a request causes and nobody waits for: it is done once the answer has been sent."""

from __future__ import annotations

from collections.abc import Callable

from flask import after_this_request
from werkzeug.wrappers import Response

from shared.logs import get_logger

log = get_logger(__name__)


def after_answer(work: Callable[[], object]) -> None:
    """Do `work` when the server has sent the answer to the request that is being handled.

    For what may be lost with the process, such as counts; whatever must not be lost is written in
    the use case's transaction. What it raises is logged, for the answer is out already.
    """

    def do() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the answer is out; the log is who is told
            log.warning("work_after_answer_failed", error=type(error).__name__)

    def when_sent(response: Response) -> Response:
        response.call_on_close(do)
        return response

    after_this_request(when_sent)
