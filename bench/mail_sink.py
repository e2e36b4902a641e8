"""An SMTP server that takes everything and keeps nothing: `python -m bench.mail_sink PORT`.

As little work as a relay can do, so that the figures are those of the sender.
"""

from __future__ import annotations

import asyncio
import sys

_REPLIES = {
    b"MAIL": b"250 ok\r\n",
    b"RCPT": b"250 ok\r\n",
    b"RSET": b"250 ok\r\n",
    b"NOOP": b"250 ok\r\n",
}
_END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection; commands may come together (PIPELINING, RFC 2920)."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._waiting = b""
        self._in_mail = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        answers = []
        while True:
            end = self._waiting.find(_END if self._in_mail else b"\r\n")
            if end < 0:
                break
            if self._in_mail:
                self._waiting = self._waiting[end + len(_END) :]
                self._in_mail = False
                answers.append(b"250 taken\r\n")
                continue
            line, self._waiting = self._waiting[:end], self._waiting[end + 2 :]
            answers.append(self._answer(line[:4].upper()))
        if answers:
            self._transport.write(b"".join(answers))

    def _answer(self, verb: bytes) -> bytes:
        if verb == b"EHLO":
            return b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
        if verb == b"DATA":
            self._in_mail = True
            # The end of an empty mail has no line break of its own before the dot.
            self._waiting = b"\r\n" + self._waiting
            return b"354 go ahead\r\n"
        if verb == b"QUIT":
            self._transport.close()
        return _REPLIES.get(verb, b"250 ok\r\n")


async def main() -> None:
    """Serve until stopped."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", int(sys.argv[1]))
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
