"""Starts the local cloud, and spares it what costs processor and changes no answer.

Run by the interpreter of the local cloud's own virtual environment: it imports the standard library
and the local cloud, and nothing of this project. What it changes is named in `main`.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import hashlib
import json
import queue
import shutil
import tempfile
import threading
import time
import types
import zipfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

REMEMBERED = 4096
"""More than the conditions that the code of a stage can ask for, whose values are no part of them,
and more than its functions and the tenants they act for have policies."""
END = "END"
"""The line that `start_lines` writes once an invocation is over."""
LOG_WITHIN_S = 0.25
"""How long the lines of an invocation are waited for: a worker that died writes no last one."""
WAKE_GAP_S = 0.005
"""Between two looks at the queues that found nothing. The local cloud's own twentieth of a second
keeps every message waiting that comes while another of its queue is worked on."""
QUEUES_PATH = "/_warmline/queues"
A_MESSAGE_S, LOOK_AGAIN_S = 0.01, 0.1
"""When it is looked again: so many seconds later for each message, and never more than so many."""
_OBJECTS, _YOUNG, _MIDDLE = 50_000, 20, 100
"""How many new objects make the collector look, and how seldom it looks at the old ones: tables
and queues are plain data, which it would go through in vain."""

App = Callable[[Any, Any, Any], Awaitable[None]]


def remember_expressions(dynamodb: Any) -> None:
    """A condition is read once, not once for each row it is held against.

    Both answers follow from the text alone, and nobody changes the list of the first.
    """
    for name in ("_tokenize", "_condition_syntax_error"):
        read = getattr(dynamodb, name)
        setattr(dynamodb, name, functools.lru_cache(maxsize=REMEMBERED)(read))


def remember_policies(iam: Any) -> None:
    """A policy is read once, not twice for each request of those it belongs to.

    The statements follow from the text alone, and nobody changes them.
    """
    read = iam.parse_policy_document
    of_text = functools.lru_cache(maxsize=REMEMBERED)(read)

    def parse_policy_document(document: Any) -> Any:
        return (of_text if isinstance(document, str) else read)(document)

    iam.parse_policy_document = parse_policy_document


def collect_log(worker: Any, first_line_wait: float = LOG_WITHIN_S) -> str:
    """What a worker wrote in an invocation, up to the line that ends it.

    The argument has the local cloud's name for it: who asks for the words of a death gives one.
    """
    lines: list[str] = []
    limit = time.monotonic() + first_line_wait
    while (left := limit - time.monotonic()) > 0:
        try:
            line = worker._stderr_queue.get(timeout=left)
        except queue.Empty:
            break
        if line == END:
            break
        lines.append(line)
    return "\n".join(lines)


_UNPACKING = threading.Lock()


class UnpackedOnce(zipfile.ZipFile):
    """An archive that is unpacked at its first use; later ones are shown the same folder.

    The local cloud unpacks code and layers for every worker of every function, which may not write
    into them any more than on AWS.
    """

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
        """As the library's, into an empty folder that exists."""
        if path is None or members is not None or pwd is not None:
            raise ValueError("only a whole archive, into a folder of its own")
        contents = "\n".join(f"{each.filename} {each.CRC}" for each in self.infolist())
        digest = hashlib.sha256(contents.encode()).hexdigest()
        kept = Path(tempfile.gettempdir()) / f"unpacked-{digest[:32]}"
        with _UNPACKING:
            if not kept.is_dir():
                unfinished = kept.with_suffix(".unfinished")
                shutil.rmtree(unfinished, ignore_errors=True)
                super().extractall(unfinished)
                unfinished.rename(kept)
        Path(path).rmdir()
        Path(path).symlink_to(kept)


def send_heads_with_bodies(server: Any, raw_data: Any) -> None:
    """Head and body of an answer leave in one write, so that who waits for it wakes up once.

    Every answer ends with a write, be it an empty one, so that no head is kept back.
    """
    send = server.protocol_send

    async def protocol_send(self: Any, event: Any) -> None:
        if not isinstance(event, raw_data):
            await send(self, event)
            return
        head = getattr(self, "_head", b"")
        if not head and event.data.startswith(b"HTTP/1.1 ") and event.data[9:10] != b"1":
            self._head = event.data
            return
        self._head = b""
        await send(self, raw_data(head + event.data))

    server.protocol_send = protocol_send


def with_queues(app: App, count: Callable[[Sequence[str]], dict[str, int]]) -> App:
    """The application, and `GET /_warmline/queues?name=…&empty_within_s=…` before it.

    It answers how many messages each of the named queues holds, visible or in flight, as soon as
    none holds any or after so many seconds. Asking again and again would take processor from what
    is waited for.
    """

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != QUEUES_PATH:
            await app(scope, receive, send)
            return
        asked = parse_qs(scope["query_string"].decode())
        limit = time.monotonic() + float(asked["empty_within_s"][0])
        while (left := sum((held := count(asked["name"])).values())) and time.monotonic() < limit:
            await asyncio.sleep(min(left * A_MESSAGE_S, LOOK_AGAIN_S))
        body = json.dumps(held).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer


def counting(sqs: Any) -> Callable[[Sequence[str]], dict[str, int]]:
    """What counts the messages of queues by name; one that does not exist holds none."""

    def count(names: Sequence[str]) -> dict[str, int]:
        held = {each["name"]: len(each["messages"]) for each in sqs._queues.to_dict().values()}
        return {name: held.get(name, 0) for name in names}

    return count


def main() -> None:
    from hypercorn.asyncio.tcp_server import TCPServer
    from hypercorn.events import RawData
    from ministack import app
    from ministack.core import iam_evaluator, lambda_runtime
    from ministack.services import dynamodb, lambda_svc, sqs

    remember_expressions(dynamodb)
    remember_policies(iam_evaluator)
    send_heads_with_bodies(TCPServer, RawData)
    lambda_runtime.Worker._drain_stderr_bounded = collect_log
    lambda_runtime.zipfile = types.SimpleNamespace(**vars(zipfile) | {"ZipFile": UnpackedOnce})
    lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS = WAKE_GAP_S
    app.app = with_queues(app.app, counting(sqs))
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, _YOUNG, _MIDDLE)
    app.main()


if __name__ == "__main__":
    main()
