"""What the local cloud is spared: each answer is the same as without it."""

from __future__ import annotations

import asyncio
import queue
import subprocess
import tempfile
import threading
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra.local.cloud_process import (
    END,
    UnpackedOnce,
    collect_log,
    counting,
    remember_expressions,
    remember_policies,
    send_heads_with_bodies,
)
from infra.local.platform import ministack_python


@dataclass(frozen=True)
class Raw:
    data: bytes


@dataclass
class Server:
    """Stands for a connection of the local cloud's server."""

    sent: list[object] = field(default_factory=list)

    async def protocol_send(self, event: object) -> None:
        self.sent.append(event)


def sent(*events: object) -> list[object]:
    class Patched(Server):
        pass

    send_heads_with_bodies(Patched, Raw)
    server = Patched()

    async def send() -> None:
        for event in events:
            await server.protocol_send(event)

    asyncio.run(send())
    return server.sent


OK = b"HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\n"


def test_a_head_leaves_with_the_first_of_its_body() -> None:
    assert sent(Raw(OK), Raw(b"{}"), Raw(b"")) == [Raw(OK + b"{}"), Raw(b"")]


def test_a_head_without_a_body_leaves_at_the_end_of_the_answer() -> None:
    assert sent(Raw(OK), Raw(b""), Raw(OK), Raw(b"12")) == [Raw(OK), Raw(OK + b"12")]


def test_what_is_no_final_head_leaves_at_once() -> None:
    going_on, closed = Raw(b"HTTP/1.1 101 \r\n\r\n"), "closed"
    assert sent(going_on, closed, Raw(b"frame")) == [going_on, closed, Raw(b"frame")]


def test_a_body_that_looks_like_a_head_is_whole() -> None:
    assert sent(Raw(OK), Raw(OK), Raw(OK), Raw(b"")) == [Raw(OK + OK), Raw(OK)]


def worker(*lines: str) -> SimpleNamespace:
    written: queue.Queue[str] = queue.Queue()
    for line in lines:
        written.put(line)
    return SimpleNamespace(_stderr_queue=written)


def test_the_log_of_an_invocation_ends_with_its_last_line() -> None:
    one = worker("START", "a line", END, "START")
    assert collect_log(one) == "START\na line"
    assert collect_log(one, first_line_wait=0.01) == "START"


def test_a_line_that_comes_late_is_waited_for() -> None:
    one = worker("START")
    late = threading.Timer(0.05, lambda: [one._stderr_queue.put(line) for line in ("late", END)])
    late.start()
    assert collect_log(one, first_line_wait=30) == "START\nlate"
    late.join()


def test_an_expression_is_read_once_and_each_slot_has_its_own_answer() -> None:
    read: list[str] = []

    def tokenize(text: str) -> list[str]:
        read.append(text)
        return text.split()

    dynamodb = SimpleNamespace(
        _tokenize=tokenize, _condition_syntax_error=lambda text, slot: f"{slot}: {text}"
    )
    remember_expressions(dynamodb)
    assert [dynamodb._tokenize("a = b") for _ in range(3)] == [["a", "=", "b"]] * 3
    assert read == ["a = b"]
    assert dynamodb._condition_syntax_error("a", "Filter") == "Filter: a"
    assert dynamodb._condition_syntax_error("a", "Condition") == "Condition: a"


def test_a_policy_of_text_is_read_once_and_any_other_as_before() -> None:
    read: list[object] = []

    def parse(document: object) -> list[object]:
        read.append(document)
        return [document]

    iam = SimpleNamespace(parse_policy_document=parse)
    remember_policies(iam)
    assert [iam.parse_policy_document(each) for each in ("{}", "{}", "[]")] == [["{}"]] * 2 + [
        ["[]"]
    ]
    assert [iam.parse_policy_document({}) for _ in range(2)] == [[{}]] * 2
    assert read == ["{}", "[]", {}, {}]


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def unpack(archive: Path, *, to: Path) -> Path:
    to.mkdir()
    with UnpackedOnce(archive) as opened:
        opened.extractall(to)
    return to.resolve()


def pack(archive: Path, **files: str) -> Path:
    with zipfile.ZipFile(archive, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return archive


def test_equal_archives_are_unpacked_once_and_others_apart(scratch: Path) -> None:
    one, same = pack(scratch / "1.zip", app="1"), pack(scratch / "2.zip", app="1")
    other = pack(scratch / "3.zip", app="2")
    first = unpack(one, to=scratch / "a")
    assert unpack(same, to=scratch / "b") == first
    second = unpack(other, to=scratch / "c")
    assert [(folder / "app").read_text() for folder in (first, second)] == ["1", "2"]


def test_a_part_of_an_archive_is_refused(scratch: Path) -> None:
    with (
        UnpackedOnce(pack(scratch / "1.zip", app="1")) as archive,
        pytest.raises(ValueError, match="whole archive"),
    ):
        archive.extractall(scratch, members=["app"])


def test_the_messages_of_a_queue_are_counted_and_one_that_is_not_there_holds_none() -> None:
    queues = {
        ("000000000000", "us-east-1", "http://cloud/effects"): {
            "name": "effects",
            "messages": [{}, {}],
        }
    }
    sqs = SimpleNamespace(_queues=SimpleNamespace(to_dict=lambda: queues))
    assert counting(sqs)(["effects", "wakes"]) == {"effects": 2, "wakes": 0}


@pytest.mark.platform
def test_the_local_cloud_has_what_is_changed_in_it() -> None:
    """A name that an upgrade takes away would be set in vain."""
    script = """
from hypercorn.asyncio.tcp_server import TCPServer
from ministack import app
from ministack.core import iam_evaluator, lambda_runtime
from ministack.services import dynamodb, lambda_svc, sqs
changed = (
    (TCPServer, "protocol_send"), (app, "app"), (lambda_runtime, "zipfile"),
    (lambda_runtime.Worker, "_drain_stderr_bounded"), (dynamodb, "_tokenize"),
    (dynamodb, "_condition_syntax_error"), (lambda_svc, "_ESM_IDLE_WAKE_GAP_SECONDS"),
    (sqs, "_queues"), (iam_evaluator, "parse_policy_document"),
)
print([name for owner, name in changed if not hasattr(owner, name)])
"""
    ran = subprocess.run(
        [str(ministack_python()), "-c", script], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.splitlines()[-1:]) == (0, ["[]"]), ran.stderr
