"""One transaction: all or nothing, reasons in call order, and an answer lost on the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pynamodb.exceptions import TransactWriteError

from tenancy.data.credentials import acting_for
from tenancy.data.patience import Patience
from tenancy.data.table import ControlItem, TenantKeys, WorkspaceItem
from tenancy.data.transaction import Conflict, Reason, Transaction, Written
from tenancy.tenant import tenant_id
from tests.hypothesis_profiles import examples

T = tenant_id("t_aaaaaaaaaaaa")
KEY = TenantKeys.settings(T)


class _ImpatientItem(ControlItem):
    """Without the SDK's own retries, so that a test sees each request once."""

    class Meta:
        table_name = "warmline-test-control"
        max_retry_attempts = 0


@dataclass
class _Wire:
    """DynamoDB's end of the wire: answers from a script and keeps what it was sent.

    Like the real one it commits a token once: repeated after a success it answers success.
    """

    script: list[tuple[int, dict[str, Any]] | str]
    requests: list[dict[str, Any]] = field(default_factory=list)
    committed: list[str] = field(default_factory=list)

    def answer(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        """None hangs up without an answer."""
        self.requests.append(request)
        token = request["ClientRequestToken"]
        if token in self.committed:
            return 200, {}
        step = self.script.pop(0) if self.script else "commit"
        if isinstance(step, tuple):
            return step
        if step.startswith("commit"):
            self.committed.append(token)
        return (200, {}) if step == "commit" else None


@contextmanager
def _served(wire: _Wire) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            reply = wire.answer(json.loads(self.rfile.read(length)))
            if reply is None:
                self.close_connection = True
                return
            status, body = reply
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Tests print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _cancelled(*codes: str) -> tuple[int, dict[str, Any]]:
    return 400, {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "message": "Transaction cancelled",
        "CancellationReasons": [{"Code": code} for code in codes],
    }


def _error(code: str, status: int = 400) -> tuple[int, dict[str, Any]]:
    return status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code}


def _patience(attempts: int = 4) -> tuple[Patience, list[float]]:
    pauses: list[float] = []
    return Patience(jitter=lambda: 0.5, pause_s=pauses.append, attempts=attempts), pauses


def _one_write() -> Transaction:
    transaction = Transaction(_ImpatientItem, token="decision-1")
    transaction.save(_ImpatientItem("a", "b"), name="the row")
    return transaction


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., _Wire]]:
    with contextmanager(_wires)(monkeypatch) as start:
        yield start


def _wires(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., _Wire]]:
    running: list[Any] = []

    def start(*script: tuple[int, dict[str, Any]] | str) -> _Wire:
        wire = _Wire(list(script))
        server = _served(wire)
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", server.__enter__())
        running.append(server)
        _ImpatientItem._connection = None
        return wire

    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)
    yield start
    for server in running:
        server.__exit__(None, None, None)


@pytest.mark.parametrize(
    "trouble",
    [
        _cancelled("TransactionConflict"),
        _cancelled("ThrottlingError"),
        _cancelled("ProvisionedThroughputExceeded"),
        _error("TransactionInProgressException"),
        _error("ThrottlingException"),
        _error("ProvisionedThroughputExceededException"),
        _error("InternalServerError", 500),
        "hang up",
    ],
    ids=str,
)
def test_a_passing_trouble_is_waited_out_with_the_same_token_and_bytes(
    wired: Callable[..., _Wire], trouble: Any
) -> None:
    wire = wired(trouble, trouble)
    patience, pauses = _patience()
    assert _one_write().commit(patience) == Written()
    assert pauses == [0.0125, 0.025]
    assert len(wire.requests) == 3
    assert all(request == wire.requests[0] for request in wire.requests)
    assert wire.committed == ["decision-1"]


def test_an_answer_lost_after_the_commit_makes_no_second_commit(
    wired: Callable[..., _Wire],
) -> None:
    wire = wired("commit and hang up")
    patience, _ = _patience()
    assert _one_write().commit(patience) == Written()
    assert wire.committed == ["decision-1"]


def test_contention_that_outlasts_every_retry_is_a_conflict_and_not_an_error(
    wired: Callable[..., _Wire],
) -> None:
    wire = wired(*[_cancelled("TransactionConflict")] * 9)
    patience, pauses = _patience(attempts=4)
    outcome = _one_write().commit(patience)
    assert outcome == Conflict((Reason.CONTENDED,), frozenset({"the row"}))
    assert len(wire.requests) == 4
    assert len(pauses) == 3


def test_a_failed_condition_is_answered_at_once_even_beside_contention(
    wired: Callable[..., _Wire],
) -> None:
    wire = wired(_cancelled("TransactionConflict", "ConditionalCheckFailed"))
    transaction = _one_write()
    transaction.save(_ImpatientItem("a", "c"), name="other")
    patience, pauses = _patience()
    outcome = transaction.commit(patience)
    assert isinstance(outcome, Conflict)
    assert outcome.reasons == (Reason.CONTENDED, Reason.CONDITION)
    assert len(wire.requests) == 1
    assert pauses == []


@pytest.mark.parametrize(
    "mistake",
    [
        _error("ValidationException"),
        _error("AccessDeniedException"),
        _error("IdempotentParameterMismatchException"),
        _cancelled("ValidationError"),
        _cancelled("ItemCollectionSizeLimitExceeded"),
    ],
    ids=str,
)
def test_a_mistake_of_ours_raises_and_is_not_repeated(
    wired: Callable[..., _Wire], mistake: Any
) -> None:
    wire = wired(mistake)
    patience, _ = _patience()
    with pytest.raises(TransactWriteError):
        _one_write().commit(patience)
    assert len(wire.requests) == 1


def test_an_unreachable_table_raises_after_the_last_try(wired: Callable[..., _Wire]) -> None:
    wire = wired(*["hang up"] * 9)
    patience, _ = _patience(attempts=3)
    with pytest.raises(TransactWriteError):
        _one_write().commit(patience)
    assert len(wire.requests) == 3


def test_a_hundred_writes_fit_and_one_more_does_not(wired: Callable[..., _Wire]) -> None:
    wired()
    transaction = Transaction(_ImpatientItem, token="x")
    for number in range(100):
        transaction.save(_ImpatientItem("a", str(number)))
    with pytest.raises(ValueError, match="100"):
        transaction.save(_ImpatientItem("a", "100"))


@pytest.mark.parametrize("token", ["", "x" * 37])
def test_a_token_of_the_wrong_length_is_refused(wired: Callable[..., _Wire], token: str) -> None:
    wired()
    with pytest.raises(ValueError, match="token"):
        Transaction(_ImpatientItem, token=token)


_KINDS = ("save", "update", "delete", "check")


@given(st.lists(st.tuples(st.sampled_from(_KINDS), st.booleans()), min_size=1, max_size=12))
@settings(
    deadline=None,
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_reasons_come_back_in_the_order_the_writes_were_added(
    aws: None, writes: list[tuple[str, bool]]
) -> None:
    with acting_for(T):
        transaction = Transaction(WorkspaceItem, token="t")
        for number, (kind, holds) in enumerate(writes):
            _add(transaction, kind, sk=f"absent-{number}", holds=holds)
        outcome = transaction.commit(_patience()[0])
        rows = list(WorkspaceItem.query(KEY))
        for row in rows:
            row.delete()
    expected = tuple(None if holds else Reason.CONDITION for _, holds in writes)
    if any(expected):
        assert isinstance(outcome, Conflict)
        assert outcome.reasons == expected
        assert outcome.names == {
            f"absent-{number}" for number, (_, holds) in enumerate(writes) if not holds
        }
        assert rows == []
    else:
        assert outcome == Written()


def _add(transaction: Transaction, kind: str, *, sk: str, holds: bool) -> None:
    item = WorkspaceItem(KEY, sk)
    condition = WorkspaceItem.pk.does_not_exist() if holds else WorkspaceItem.pk.exists()
    if kind == "update":
        actions = [WorkspaceItem.counter.add(1)]
        transaction.update(item, actions=actions, condition=condition, name=sk)
    elif kind == "save":
        transaction.save(item, condition=condition, name=sk)
    elif kind == "delete":
        transaction.delete(item, condition=condition, name=sk)
    else:
        transaction.check(item, condition=condition, name=sk)
