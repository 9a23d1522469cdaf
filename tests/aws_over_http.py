"""This process's account over HTTP, so that a process of its own can be measured against it.

A request becomes the same call of a client in this process; what that answers goes back as AWS
writes it. Only what a step of a conversation asks for is spoken.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
from botocore import xform_name
from botocore.exceptions import ClientError

SERVICES = {
    "DynamoDB_20120810": "dynamodb",
    "AmazonSQS": "sqs",
    "secretsmanager": "secretsmanager",
}
"""By the first part of `X-Amz-Target`."""

ASSUMED_ROLE = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleResult><Credentials><AccessKeyId>ASIATEST</AccessKeyId>
<SecretAccessKey>test</SecretAccessKey><SessionToken>test</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>
</AssumeRoleResponse>"""


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        target = self.headers.get("x-amz-target", "")
        if target:
            self._json(*_called(target, json.loads(body)))
        elif self.path.startswith("/@connections/"):
            self._answer(200, "application/json", b"")
        else:
            self._answer(200, "text/xml", ASSUMED_ROLE.encode())

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._answer(status, "application/x-amz-json-1.0", json.dumps(answer).encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed for a request."""


def _called(target: str, parameters: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    family, _, operation = target.partition(".")
    client: Any = boto3.client(SERVICES[family])  # type: ignore[call-overload]
    try:
        answer = getattr(client, xform_name(operation))(**parameters)
    except ClientError as refused:
        said: dict[str, Any] = dict(refused.response)
        code = said["Error"]["Code"]
        reasons = {key: said[key] for key in ("CancellationReasons",) if key in said}
        return 400, {"__type": code, "message": said["Error"].get("Message", ""), **reasons}
    # Dates are numbers on the wire and nothing here reads them.
    plain = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    return 200, json.loads(json.dumps(plain, default=lambda _: 0))


@contextmanager
def aws_over_http() -> Iterator[str]:
    """The URL; serves until the end. The account must be there for as long."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
