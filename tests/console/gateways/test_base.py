"""The console's side of the customer base, against the base's own functions and its stored rows."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import requests

from frontend_api.gateways.accounts import RandomIds
from frontend_api.gateways.base import RUNS_LISTED, StoredCustomerBase
from frontend_api.gateways.queues import Queues
from frontend_api.ports.customer_base import CustomerSearch, MovesWanted
from frontend_api.wording.facts import remedy
from frontend_api.wording.reasons import reason_words
from functions.customer_base import handlers
from functions.customer_base.columns.remembered_mapping import RememberedMapping
from functions.customer_base.console_queries.answers import CustomerWhy, RunsCompared, Verdict
from functions.customer_base.imports.records import FileRecord, ImportRecord, ImportStatus, accepted
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.customer_base.wiring import WorkspaceRows
from functions.product.motions import Motion
from tenancy.data.bucket import ObjectKey, TenantBucket
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tests.customer_base.fakes_base import NOW, OTHER, TENANT
from tests.customer_base.test_handlers_on_aws import (
    arrived,
    begin,
    deployed,  # noqa: F401  a fixture
    next_message,
    sqs,
)

pytestmark = pytest.mark.costly(first=1)

_HEADERS = "customer_id,name,email,plan,product,status,payment_count,mrr,usage_30d,usage_prev_30d"
_FIRST = (
    f"{_HEADERS}\nc1,Ann Sample,ann@example.com,Starter,Sampleboard,active,3,29.00,50,50\n"
    "c2,Bob Sample,bob@example.com,Growth,Sampleboard,active,3,79.00,9,10\n"
)
_SECOND = (
    f"{_HEADERS}\nc1,Ann Sample,ann@example.com,Starter,Sampleboard,active,3,29.00,10,50\n"
    "c3,Eve Sample,eve@example.com,Starter,Sampleboard,active,3,29.00,,\n"
)


class DirectLambda:
    """Invokes the query function in this process, its answer going through JSON as in Lambda."""

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        answer = handlers.query_customers(json.loads(Payload))
        return {"Payload": io.BytesIO(json.dumps(answer).encode())}


def _base() -> StoredCustomerBase:
    queues = Queues(client=None, imports_url="", segments_url="", replies_url="")
    return StoredCustomerBase(
        queues=queues, ids=RandomIds(), lambda_client=DirectLambda(), query_function="query"
    )


def _sorted(queue: str, import_id: str, content: str) -> str:
    handlers.import_customers(arrived(begin(import_id, content.encode())))
    message = next_message(queue)
    handlers.segment_customers(sqs(message))
    return str(message["run"])


def _agreed(queue: str, import_id: str) -> str:
    """Half of the customers leave with the file, and the founder says that this is right."""
    rows = WorkspaceRows()
    assert rows.edit_import(TENANT, import_id, accepted) is not None
    handlers.import_customers(sqs({"kind": "start", "tenant": TENANT, "import": import_id}))
    message = next_message(queue)
    handlers.segment_customers(sqs(message))
    return str(message["run"])


@pytest.fixture
def run(deployed: str) -> str:  # noqa: F811
    return _sorted(deployed, "i_1", _FIRST)


@pytest.mark.slow
def test_a_customer_without_a_motion_is_told_the_first_rule_that_failed(run: str) -> None:
    found = _base().search(TENANT, CustomerSearch(text="bob")).rows[0]
    assert (found.id, found.motion, found.reason) == ("c2", None, "base_plan_long_enough")
    assert reason_words(found.reason, in_motion=False) == (
        "not on a base plan for long enough, or it is not known"
    )


@pytest.mark.slow
def test_an_unknown_rule_says_what_would_answer_it(run: str) -> None:
    why = _base().why(TENANT, "c2")
    assert why is not None
    renewal = next(rule for rule in why.rules if rule.group == "renewal")
    assert renewal.verdict is Verdict.UNKNOWN
    assert remedy(renewal.facts) == (
        "Not in your files: “how often it is billed” and “renews on”. "
        "A file of subscriptions would answer it."
    )
    assert _base().why(TENANT, "nobody") is None


@pytest.mark.slow
def test_the_why_page_is_the_bases_own_answer(run: str) -> None:
    answer = handlers.query_customers({"tenant": TENANT, "query": "why", "customer_id": "c2"})
    why = _base().why(TENANT, "c2")
    assert why == CustomerWhy.model_validate(answer)
    assert why.model_dump(mode="json") == answer


@pytest.mark.slow
def test_plans_come_with_what_they_probably_are(run: str) -> None:
    guesses = {guess.plan: guess for guess in _base().plans(TENANT)}
    assert (guesses["Starter"].role, guesses["Growth"].role) == ("base", "tier")
    assert (guesses["Growth"].monthly_cents, guesses["Growth"].family) == (7900, "Sampleboard")
    assert _base().plans(OTHER) == ()


@pytest.mark.slow
def test_two_imports_are_compared_customer_by_customer(deployed: str, run: str) -> None:  # noqa: F811
    handlers.import_customers(arrived(begin("i_2", _SECOND.encode())))
    later = _agreed(deployed, "i_2")
    listed = _base().finished_runs(TENANT)
    assert {one.id for one in listed} == {run, later}
    compared = _base().compare_runs(TENANT, MovesWanted(run, later))
    assert isinstance(compared, RunsCompared)
    assert {(m.moved_from, m.moved_to, m.customers) for m in compared.moves} == {
        ("none", "retention", 1),
        ("none", "gone", 1),
        ("new", "none", 1),
    }
    ann = next(row for row in compared.rows if row.id == "c1")
    assert (ann.name, ann.reason_now) == ("Ann Sample", "usage_fell")
    assert _base().search(TENANT, CustomerSearch(motion="retention")).rows[0].motion is (
        Motion.RETENTION
    )


def test_only_the_newest_finished_runs_are_listed_and_only_our_own(deployed: str) -> None:  # noqa: F811
    rows = WorkspaceRows()
    for day in range(2 * RUNS_LISTED):
        status = RunStatus.FAILED if day % 3 == 0 else RunStatus.DONE
        started = NOW - timedelta(days=day)
        rows.save_run(
            TENANT,
            RunRecord(id=f"r_{day % 7}_{day}", snapshot="s", status=status, started_at=started),
        )
    listed = _base().finished_runs(TENANT)
    assert len(listed) == RUNS_LISTED
    assert [one.started_at for one in listed] == sorted(
        (one.started_at for one in listed), reverse=True
    )
    assert all(one.status is RunStatus.DONE for one in listed)
    assert _base().finished_runs(OTHER) == ()


def test_forgotten_columns_are_asked_about_again(deployed: str) -> None:  # noqa: F811
    rows = WorkspaceRows()
    rows.remember(TENANT, "hash", RememberedMapping(mapping={"mail": "email"}))
    _stored(files=(FileRecord(number=1, name="a.csv", key="k", remembered_as="hash"),))
    _base().forget_columns(TENANT, "i_9")
    assert rows.remembered(TENANT, "hash") is None
    _base().forget_columns(TENANT, "i_9")


def test_rejected_rows_are_downloaded_by_their_link(deployed: str) -> None:  # noqa: F811
    key = f"tenants/{TENANT}/snapshots/s_9/rejects.csv"
    with acting_for(TENANT):
        TenantBucket().write(ObjectKey(key), b"file,line,reason\n", content_type="text/csv")
    _stored(rejects_key=key)
    answer = requests.get(_base().rejects_url(TENANT, "i_9"), timeout=5)
    assert answer.content == b"file,line,reason\n"
    assert 'filename="rejected-rows.csv"' in answer.headers["content-disposition"]


def _stored(**more: Any) -> None:
    known: dict[str, Any] = {
        "id": "i_9",
        "status": ImportStatus.DONE,
        "created_at": NOW,
        "files": (),
    }
    record = ImportRecord.model_validate({**known, **more})
    with acting_for(TENANT):
        WorkspaceItem(
            TenantKeys.imports(TENANT), "i_9", kind="import", document=record.model_dump_json()
        ).save()
