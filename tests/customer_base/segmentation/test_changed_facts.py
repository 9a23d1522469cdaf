"""A finished run tells each open conversation what changed about its customer, and nothing else."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions.customer_base.console_queries.dispatch import answer
from functions.customer_base.console_queries.opened import QueryPorts
from functions.customer_base.imports.records import ImportStatus, new_import, upload_key
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key
from functions.customer_base.ports import OpenConversation
from functions.customer_base.segmentation import changed_facts as telling
from functions.customer_base.segmentation.changed_facts import NOT_IN_BASE, differs
from functions.customer_base.segmentation.records import RunRecord
from functions.customer_base.segmentation.rules import perimeter
from functions.customer_base.segmentation.workflow import criteria_of, facts_beside, segment
from functions.customer_base.sql.connection import connect
from functions.customer_base.store.snapshot import LocalCopies
from functions.outreach.codec import event_from_plain, to_json
from functions.outreach.domain.conversation.events import FactsChanged
from functions.outreach.domain.steps.facts import OUTSIDE
from functions.product.consent import SoftOptIn
from functions.product.customer_facts import CustomerFacts
from functions.product.dial_pool_line import decode_line
from functions.product.motions import Motion
from infra.local.samples.sample_base import write_sample
from tests.customer_base.fakes_base import NOW, TENANT, Base, new_base

pytestmark = pytest.mark.costly(first=1)

ADA = {
    "customer_id": "c1",
    "name": "Ada",
    "email": "ada@example.com",
    "phone": "+37060000001",
    "country": "LT",
    "plan": "Starter",
    "plan_since": "2026-01-05",
    "paid_since": "2026-01-05",
    "billing_interval": "month",
    "status": "active",
    "mrr": "50",
    "currency": "EUR",
    "usage_30d": "100",
    "usage_prev_30d": "100",
    "limit_used": "0.9",
    "payment_count": "10",
    "do_not_contact": "",
    "churned_on": "",
    "open_escalations": "0",
    "consent_sms": "2026-01-05 10:00:00",
    "consent_sms_source": "form",
}
BEN = {**ADA, "customer_id": "c2", "email": "ben@example.com", "phone": "+37060000002"}


def upload(base: Base, *rows: dict[str, str], number: int = 1) -> RunRecord:
    """One more file of the founder's, imported and sorted."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ADA))
    writer.writeheader()
    writer.writerows(rows)
    return import_file(base, text.getvalue().encode(), number=number)


def import_file(base: Base, content: bytes, *, number: int = 1) -> RunRecord:
    name = f"i_{number}"
    base.rows.imports[TENANT, name] = new_import(
        tenant=TENANT,
        import_id=name,
        file_names=("customers.csv",),
        created_at=NOW,
        attestation=SoftOptIn(attested_by="f_sample", attested_at=NOW),
    )
    before = base.rows.snapshot(TENANT)
    if before is not None:
        # Agreed to beforehand, so that a file that leaves many out is not imported twice.
        agreed = {"accepted_over": before.snapshot}
        base.rows.edit_import(TENANT, name, lambda record: record.model_copy(update=agreed))
    key = upload_key(TENANT, name, 1)
    base.files.put(TENANT, key, content)
    uploaded = parse_upload_key(key)
    assert uploaded is not None
    file_arrived(uploaded, base.imports, now=NOW)
    assert base.rows.imports[TENANT, name].status is ImportStatus.DONE
    return sort_again(base)


def sort_again(base: Base) -> RunRecord:
    message = base.queue.sent[-1]
    segment(TENANT, run=message["run"], snapshot=message["snapshot"], ports=base.segments, now=NOW)
    return base.rows.runs[TENANT, message["run"]]


def pool(base: Base, run: RunRecord, motion: Motion) -> list[CustomerFacts]:
    found = []
    for number in range(run.pages[motion]):
        path = base.files.folder / f"tenants/{TENANT}/runs/{run.id}/pool-{motion}-{number:05d}"
        lines = gzip.decompress(path.with_suffix(".jsonl.gz").read_bytes()).decode().splitlines()
        found += [decode_line(line) for line in lines]
    return found


def opened(facts: CustomerFacts) -> OpenConversation:
    """As outreach keeps it: opened from a pool page, its facts written by its own codec."""
    assert facts.motion is not None
    held = json.loads(to_json(facts))
    return OpenConversation(f"k_{facts.customer_id}", facts.customer_id, facts.motion, held)


def told_facts(told: dict[str, Any]) -> CustomerFacts:
    """What the conversation will read of the message."""
    event = event_from_plain({"type": "FactsChanged", "facts": told})
    assert isinstance(event, FactsChanged)
    return event.facts


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Ada and Ben are in the upsell pool; a conversation with Ada is open."""
    base = new_base(tmp_path_factory.mktemp("begun"))
    ada, ben = pool(base, upload(base, ADA, BEN), Motion.UPSELL)
    assert (ada.customer_id, ben.customer_id) == ("c1", "c2")
    base.rows.open = (opened(ada),)
    return base


@pytest.fixture
def talking(begun: Base, tmp_path: Path) -> Base:
    return begun.copy_to(tmp_path)


@pytest.mark.slow
def test_who_did_not_change_is_told_nothing(base: Base, tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    write_sample(path, rows=400, seed=1, today=NOW.date())
    run = import_file(base, path.read_bytes())
    everybody = [facts for motion in Motion for facts in pool(base, run, motion)]
    assert len(everybody) > 100
    base.rows.open = tuple(opened(facts) for facts in everybody)
    import_file(base, path.read_bytes(), number=2)
    assert not base.replies.told


NEWS: tuple[tuple[dict[str, str], Motion | None, str], ...] = (
    ({"do_not_contact": "yes"}, None, "may_be_contacted"),
    ({"status": "canceled", "churned_on": "2026-11-01"}, None, "left_long_enough_ago"),
    ({"open_escalations": "2"}, Motion.RETENTION, "escalation_open"),
    ({"plan": "Growth"}, None, "base_plan_long_enough"),
    ({"limit_used": "0.95"}, Motion.UPSELL, "usage_shows_demand"),
)
"""What a new file says of a customer in the upsell pool, and where it belongs by then."""


def one_of_each_news(*, news: bool) -> list[dict[str, str]]:
    """Of each piece of news somebody who is talked with (`a…`) and somebody who is not (`b…`)."""
    return [
        {
            **ADA,
            "customer_id": f"{letter}{place}",
            "email": f"{letter}{place}@example.com",
            "phone": f"+3706000{number}{place}00",
            **(changed if news else {}),
        }
        for number, letter in enumerate("ab", 1)
        for place, (changed, _, _) in enumerate(NEWS)
    ]


@pytest.fixture(scope="module")
def all_told(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """The base after a file with all the news."""
    base = new_base(tmp_path_factory.mktemp("news"))
    everybody = pool(base, upload(base, *one_of_each_news(news=False)), Motion.UPSELL)
    assert len(everybody) == 2 * len(NEWS)
    base.rows.open = tuple(opened(one) for one in everybody if one.customer_id.startswith("a"))
    upload(base, *one_of_each_news(news=True), number=2)
    return base


@pytest.mark.slow
@pytest.mark.parametrize("place", range(len(NEWS)))
def test_an_open_conversation_is_told_what_its_customer_is_by_now(
    all_told: Base, place: int
) -> None:
    _, motion, reason = NEWS[place]
    told = {conversation: facts for conversation, facts, _ in all_told.replies.told}
    assert sorted(told) == [f"k_a{n}" for n in range(len(NEWS))], "each one once, and nobody else"
    assert len(all_told.replies.told) == len(NEWS)
    assert {run for _, _, run in all_told.replies.told} == {all_told.queue.sent[-1]["run"]}
    read = told_facts(told[f"k_a{place}"])
    assert (read.customer_id, read.motion, read.reason) == (f"a{place}", motion, reason)


@pytest.mark.slow
def test_the_run_itself_still_moves_nobody_who_is_talked_with(talking: Base) -> None:
    run = upload(talking, {**ADA, "open_escalations": "2"}, BEN, number=2)
    assert run.counts["upsell"] == 2
    assert not run.moved


@pytest.mark.slow
def test_who_is_gone_from_the_base_is_told_as_gone(talking: Base) -> None:
    upload(talking, BEN, number=2)
    ((_, facts, _),) = talking.replies.told
    read = told_facts(facts)
    assert (read.motion, read.reason, read.name) == (None, NOT_IN_BASE, "Ada")


@pytest.mark.slow
def test_another_number_in_the_file_is_no_news_to_a_conversation_on_its_own(talking: Base) -> None:
    upload(talking, {**ADA, "phone": "+37060000009", "consent_sms": ""}, BEN, number=2)
    assert not talking.replies.told


@pytest.mark.slow
def test_a_telling_that_was_cut_off_is_made_good_and_the_run_is_not_repeated(
    talking: Base,
) -> None:
    talking.replies.broken = True
    with pytest.raises(ConnectionError):
        upload(talking, {**ADA, "plan": "Growth"}, BEN, number=2)
    talking.replies.broken = False
    assert sort_again(talking).finished_at == NOW
    assert [conversation for conversation, _, _ in talking.replies.told] == ["k_c1"]


@pytest.mark.slow
def test_no_run_looks_at_more_conversations_than_its_limit_and_each_at_others(
    talking: Base,
) -> None:
    (ada,) = talking.rows.open
    talking.rows.open = ()
    run = upload(talking, {**ADA, "plan": "Growth"}, BEN, number=2)
    many = [replace(ada, id=f"k_{number}") for number in range(9)]
    copies = LocalCopies(talking.files, talking.work / "copies")
    pointer = talking.rows.pointers[TENANT]
    judged_by = telling.CurrentBase(
        copies.snapshot(TENANT, run.snapshot),
        criteria_of(TENANT, talking.segments, now=NOW),
        talking.segments.hasher,
        facts_beside(pointer),
    )
    con = connect()
    for number in range(12):
        sent = telling.notify_conversations(
            con, judged_by, TENANT, many, talking.replies, run=f"r_{number}", at_most=3
        )
        assert sent == 3
    con.close()
    assert {conversation for conversation, _, _ in talking.replies.told} == {m.id for m in many}


def test_a_callback_is_judged_by_what_the_customer_would_be_without_it(talking: Base) -> None:
    upload(talking, {**ADA, "open_escalations": "2"}, BEN, number=2)
    ports = QueryPorts(talking.segments, LocalCopies(talking.files, talking.work / "copies"))
    for customer, motion in (("c1", "retention"), ("c2", "upsell")):
        question = {"tenant": TENANT, "query": "facts", "customer_id": customer}
        assert answer(question, ports, now=NOW)["customer"]["motion"] == motion
    gone = {"tenant": TENANT, "query": "facts", "customer_id": "c3"}
    assert answer(gone, ports, now=NOW) == {"customer": None}


def test_both_sides_mean_the_same_by_the_perimeter() -> None:
    assert set(OUTSIDE) == {rule.name for rule in perimeter()} | {NOT_IN_BASE}


def test_the_order_of_consents_and_the_day_counted_are_no_news() -> None:
    one = {"channel": "sms", "granted_at": "2026-01-05T10:00:00Z", "source": "f", "wording": ""}
    two = {**one, "channel": "email"}
    held = {"motion": "renewal", "consents": [one, two], "reason": "a", "trigger": {"value": 3.0}}
    line = {"motion": "renewal", "consents": [two, one], "reason": "b", "trigger": {"value": 2.0}}
    assert not differs(held, line)
