"""A loopback SMTP listener: where the mail provider relays what it sent, whole and unread.

Only a relay of whole messages is possible: reading the provider's own list loses headers and
attachments, and an inbox without `List-Unsubscribe` or an invitation would prove nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

Received = Callable[[bytes, tuple[str, ...]], None]


class MailRelay:
    """Accepts any mail and hands the bytes and the envelope's recipients on."""

    def __init__(self, received: Received) -> None:
        self._received = received
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self, port: int) -> int:
        """Listen on loopback; the port that was opened (0 picks a free one)."""
        self._server = await asyncio.start_server(self._converse, "127.0.0.1", port)
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for writer in tuple(self._open):
            writer.close()
        await self._server.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._commands(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # The client went away between two commands; nothing was accepted.
        finally:
            self._open.discard(writer)
            writer.close()

    async def _commands(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def answer(line: str) -> None:
            writer.write(line.encode() + b"\r\n")
            await writer.drain()

        recipients: list[str] = []
        await answer("220 sandbox ready")
        while line := await reader.readline():
            word = line.decode(errors="replace").strip()
            match word.upper().split(" ")[0].split(":")[0]:
                case "MAIL" | "RSET":
                    recipients = []
                    await answer("250 OK")
                case "RCPT":
                    recipients.append(_address(word))
                    await answer("250 OK")
                case "DATA":
                    await answer("354 Go ahead")
                    self._received(await _message(reader), tuple(recipients))
                    await answer("250 OK")
                case "QUIT":
                    await answer("221 Bye")
                    return
                case "EHLO" | "HELO" | "NOOP":
                    await answer("250 sandbox")
                case _:
                    await answer("502 Command not implemented")


async def _message(reader: asyncio.StreamReader) -> bytes:
    lines: list[bytes] = []
    while (line := await reader.readline()) not in {b".\r\n", b".\n", b""}:
        lines.append(line[1:] if line.startswith(b"..") else line)
    return b"".join(lines)


def _address(command: str) -> str:
    inside = command.partition("<")[2].partition(">")[0]
    return inside or command.partition(":")[2].strip()
