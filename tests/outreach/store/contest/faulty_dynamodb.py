"""DynamoDB behind a proxy that makes the trouble no emulator makes, and counts what is asked.

A request is refused as contended or throttled before it arrives, or its answer is lost after it
was carried out. Only the local platform's DynamoDB stands behind it; everything else is passed on.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
_TROUBLED = ("Query", "TransactWriteItems")
_TYPE = "com.amazonaws.dynamodb.v20120810#"
_OWN_HEADERS = frozenset({"connection", "content-length"})
"""Headers of one connection alone, which are not passed on; the host is signed."""


class Fault(StrEnum):
    CONTENDED = "TransactionConflict"
    THROTTLED = "throttled"
    LOST = "answer lost after the commit"
    LATE = "time-out after the commit"


@dataclass
class Faults:
    """How likely each kind of trouble is, by its share of transactions (queries: throttling only).

    `late` is a number and not a share: each makes a client wait for as long as it is patient.
    """

    seed: int
    contended: float = 0.08
    throttled: float = 0.03
    lost: float = 0.05
    late: int = 0
    enabled: bool = False
    asked: Counter[str] = field(default_factory=Counter)
    """Operation → requests that arrived here."""
    made: Counter[Fault] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        # One for each operation: what befalls the tenth transaction is then always the same,
        # however threads take turns.
        self._luck = {name: random.Random(f"{self.seed} {name}") for name in _TROUBLED}

    def choose(self, operation: str) -> Fault | None:
        """What happens to this request; it is counted."""
        with self._lock:
            if not self.enabled:
                return None
            self.asked[operation] += 1
            fault = self._choose(operation)
            if fault is not None:
                self.made[fault] += 1
            return fault

    def _choose(self, operation: str) -> Fault | None:
        if operation not in _TROUBLED:
            return None
        drawn = self._luck[operation].random()
        if operation == "Query":
            return Fault.THROTTLED if drawn < self.throttled else None
        late = self.made[Fault.LATE] < self.late and self.asked[operation] % 7 == 0
        if late:
            return Fault.LATE
        for fault, share in (
            (Fault.CONTENDED, self.contended),
            (Fault.THROTTLED, self.throttled),
            (Fault.LOST, self.lost),
        ):
            if drawn < share:
                return fault
            drawn -= share
        return None


class _Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    behind: HTTPConnection
    faults: Faults
    port_behind: int

    def setup(self) -> None:
        super().setup()
        self.behind = HTTPConnection(HOST, self.port_behind, timeout=60)

    def finish(self) -> None:
        super().finish()
        self.behind.close()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        fault = self.faults.choose(operation)
        if fault is Fault.CONTENDED:
            self._answer(400, _contended(json.loads(body)))
            return
        if fault is Fault.THROTTLED:
            self._answer(400, _throttled(operation))
            return
        status, content = self._ask(body)
        if fault is None:
            self._answer(status, content)
            return
        if fault is Fault.LATE:
            # The client hangs up when it has waited long enough.
            self.rfile.read(1)
        self.close_connection = True

    def _ask(self, body: bytes) -> tuple[int, bytes]:
        sent = {
            name: value for name, value in self.headers.items() if name.lower() not in _OWN_HEADERS
        }
        self.behind.request("POST", self.path, body, sent)
        answer = self.behind.getresponse()
        return answer.status, answer.read()

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed for a request."""


def _contended(request: dict[str, Any]) -> bytes:
    """Another transaction holds one of the items: as AWS writes it, reasons in request order."""
    reasons = [{"Code": "None"} for _ in request["TransactItems"]]
    reasons[-1] = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
    return json.dumps(
        {
            "__type": f"{_TYPE}TransactionCanceledException",
            "Message": "Transaction cancelled",
            "CancellationReasons": reasons,
        }
    ).encode()


def _throttled(operation: str) -> bytes:
    kinds = {"Query": "ProvisionedThroughputExceededException"}
    kind = kinds.get(operation, "ThrottlingException")
    return json.dumps({"__type": f"{_TYPE}{kind}", "message": "Rate exceeded"}).encode()


@contextmanager
def faulty_dynamodb(port_behind: int, faults: Faults) -> Iterator[str]:
    """The URL of the proxy; serves until the end."""
    handler = type("_Handler", (_Proxy,), {"faults": faults, "port_behind": port_behind})
    server = ThreadingHTTPServer((HOST, 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
