"""Runs the development mailbox: `python -m stack.mailbox`."""

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path
from threading import Thread

from werkzeug.serving import BaseWSGIServer, make_server

from stack.faults import AlreadyRunning, DataFolderUnusable, PortBusy, StackFault
from stack.mailbox.sink import listen
from stack.mailbox.store import MailboxInUse, Store
from stack.mailbox.web import PREFIX, create_app


def main() -> int:
    """Take mails and show them until SIGTERM or Ctrl-C; one line and its exit code when it cannot."""
    host = os.environ.get("MAILBOX_HOST") or "127.0.0.1"
    smtp_port = int(os.environ.get("MAILBOX_SMTP_PORT") or 8026)
    http_port = int(os.environ.get("MAILBOX_HTTP_PORT") or 8025)
    folder = Path(os.environ.get("MAILBOX_DIR") or "var/mailbox")
    # A line for each request or connection would drown what the other processes say.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    try:
        store = _store(folder)
        try:
            asyncio.run(_run(store, host, smtp_port, http_port))
        finally:
            store.close()
    except StackFault as fault:
        print(f"mailbox: {fault}", file=sys.stderr)
        return fault.exit_code
    return 0


def _store(folder: Path) -> Store:
    try:
        return Store(folder)
    except MailboxInUse:
        raise AlreadyRunning(f"another mailbox keeps its mails in {folder}.") from None
    except OSError as error:
        raise DataFolderUnusable(f"cannot keep mails in {folder}: {error.strerror}.") from error


async def _run(store: Store, host: str, smtp_port: int, http_port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        smtp = await listen(store, host, smtp_port)
    except OSError as error:
        raise PortBusy(f"cannot listen on {host}:{smtp_port}: {error.strerror}.") from error
    try:
        web = _web_server(store, host, http_port)
        thread = Thread(target=web.serve_forever, args=(0.05,), name="mailbox-web", daemon=True)
        thread.start()
        print(f"Mails to {host}:{smtp_port} are shown at http://{host}:{http_port}{PREFIX}/")
        sys.stdout.flush()
        await stop.wait()
        web.shutdown()
    finally:
        smtp.close()


def _web_server(store: Store, host: str, port: int) -> BaseWSGIServer:
    try:
        return make_server(host, port, create_app(store), threaded=True)
    except (SystemExit, OSError) as error:  # werkzeug exits where others raise
        raise PortBusy(f"cannot listen on {host}:{port}: another program does.") from error


if __name__ == "__main__":
    sys.exit(main())
