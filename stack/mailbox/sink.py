"""The SMTP side: answers 250 once a mail is kept."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiosmtpd.smtp import SMTP

from stack.mailbox.store import Store

HOST_NAME = "mailbox.localhost"
LARGEST_MAIL = 32 * 1024 * 1024


class Sink:
    """The handler that aiosmtpd calls for each mail."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_EHLO(  # noqa: N802 - aiosmtpd finds the method by this name
        self,
        _server: SMTP,
        session: Any,
        _envelope: Any,
        hostname: str,
        responses: Sequence[str],
    ) -> list[str]:
        """Announce pipelining too: commands are read from a buffer and answered in order."""
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds the method by this name
        self, _server: SMTP, _session: Any, envelope: Any
    ) -> str:
        """Keep the mail, then acknowledge it."""
        sender = "" if envelope.mail_from in {None, "<>"} else envelope.mail_from
        try:
            self._store.add(sender, envelope.rcpt_tos, envelope.content or b"")
        except OSError:
            return "452 4.3.1 The mailbox cannot write: is the disk full?"
        return "250 2.0.0 OK"


async def listen(store: Store, host: str, port: int) -> asyncio.Server:
    """Start taking mails; the server takes them until it is closed. OSError: the port is taken."""
    loop = asyncio.get_running_loop()
    sink = Sink(store)

    def protocol() -> SMTP:
        return SMTP(
            sink,
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            hostname=HOST_NAME,
            ident="ESMTP development mailbox",
            loop=loop,
        )

    return await loop.create_server(protocol, host, port)
