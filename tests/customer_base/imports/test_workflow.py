"""From files in the bucket to a snapshot, its run and the answers to the console."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest

from functions.customer_base.columns.header_matching import header_hash
from functions.customer_base.columns.remembered_mapping import RememberedMapping
from functions.customer_base.columns.understanding.gaps import find_gaps
from functions.customer_base.console_queries.dispatch import answer
from functions.customer_base.console_queries.opened import QueryPorts
from functions.customer_base.imports.records import (
    ImportRecord,
    ImportStatus,
    new_import,
    upload_key,
    with_mapping,
)
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key, start
from functions.customer_base.ports import OpenConversation
from functions.customer_base.segmentation.records import LatestRunPointer, RunRecord, RunStatus
from functions.customer_base.segmentation.workflow import nightly, segment
from functions.customer_base.store.snapshot import LocalCopies
from functions.product.consent import SoftOptIn
from functions.product.customer_facts import CustomerFacts
from functions.product.dial_pool_line import decode_line
from infra.local.samples.sample_base import write_sample
from infra.local.samples.sample_stripe import write_stripe
from tests.customer_base.fakes_base import NOW, OTHER, TENANT, Base, agree, fake_hash, new_base

pytestmark = pytest.mark.costly(first=3)

TODAY = NOW.date()


def begin(base: Base, *names: str, import_id: str = "i_1", **extra: object) -> None:
    record = new_import(
        tenant=TENANT,
        import_id=import_id,
        file_names=names,
        created_at=NOW,
        **extra,  # type: ignore[arg-type]
    )
    base.rows.imports[TENANT, import_id] = record


def deliver(base: Base, number: int, content: bytes, *, import_id: str = "i_1") -> None:
    key = upload_key(TENANT, import_id, number)
    base.files.put(TENANT, key, content)
    uploaded = parse_upload_key(key)
    assert uploaded is not None
    file_arrived(uploaded, base.imports, now=NOW)


def record_of(base: Base, import_id: str = "i_1") -> ImportRecord:
    return base.rows.imports[TENANT, import_id]


def run_segments(base: Base) -> RunRecord:
    message = base.queue.sent[-1]
    segment(TENANT, run=message["run"], snapshot=message["snapshot"], ports=base.segments, now=NOW)
    return base.rows.runs[TENANT, message["run"]]


def sample(tmp_path: Path, rows: int = 400) -> bytes:
    path = tmp_path / "sample.csv"
    write_sample(path, rows=rows, seed=1, today=TODAY)
    return path.read_bytes()


def ask(base: Base, query: str, **event: object) -> dict[str, object]:
    ports = QueryPorts(base.segments, LocalCopies(base.files, base.work / "copies"))
    return answer({"tenant": TENANT, "query": query, **event}, ports, now=NOW)


@pytest.fixture(scope="module")
def sampled_once(tmp_path_factory: pytest.TempPathFactory) -> Base:
    base = new_base(tmp_path_factory.mktemp("sampled"))
    begin(base, "customers.csv")
    deliver(base, 1, sample(tmp_path_factory.mktemp("sample")))
    run_segments(base)
    return base


@pytest.fixture
def sampled(sampled_once: Base, tmp_path: Path) -> Base:
    """The sample, imported and sorted."""
    return sampled_once.copy_to(tmp_path)


def latest_run(base: Base) -> RunRecord:
    return base.rows.runs[TENANT, base.rows.latest[TENANT].run]


@pytest.mark.slow
def test_a_recognised_file_becomes_a_snapshot_and_asks_for_a_run(
    base: Base, tmp_path: Path
) -> None:
    begin(base, "customers.csv")
    deliver(base, 1, sample(tmp_path))
    record = record_of(base)
    assert record.status is ImportStatus.DONE, record.problem
    assert record.accounting is not None
    assert record.accounting.rows_in == 400
    assert record.plans[0][0] == "Starter"
    assert base.rows.pointers[TENANT].snapshot == record.snapshot
    assert base.queue.sent == [{"tenant": TENANT, "run": record.run, "snapshot": record.snapshot}]
    percents = [percent for _, percent in base.rows.stages]
    assert len(set(percents)) >= 5, "progress is visible while it runs"


@pytest.mark.slow
def test_pool_pages_are_readable_by_outreach_and_in_dial_order(base: Base, tmp_path: Path) -> None:
    begin(base, "customers.csv", attestation=SoftOptIn(attested_by="f_1", attested_at=NOW))
    deliver(base, 1, sample(tmp_path, rows=900))
    run = run_segments(base)
    assert run.status is RunStatus.DONE
    assert run.pages["upsell"] == 2
    seen: list[CustomerFacts] = []
    for page in range(run.pages["upsell"]):
        key = f"tenants/{TENANT}/runs/{run.id}/pool-upsell-{page:05d}.jsonl.gz"
        lines = gzip.decompress((base.files.folder / key).read_bytes()).splitlines()
        seen += [decode_line(line) for line in lines]
    assert len(seen) == run.listed["upsell"] == run.counts["upsell"]
    keys = [(-c.trigger.strength, -c.value_cents, c.customer_id) for c in seen if c.trigger]
    assert keys == sorted(keys)
    assert all(c.soft_opt_in and c.soft_opt_in.import_id == "i_1" for c in seen)
    assert any(consent.written for c in seen for consent in c.consents)
    assert sum(run.counts.values()) == run.customers


def test_an_unknown_file_waits_for_the_founder_and_is_remembered(base: Base) -> None:
    content = b"Kunde,Adresse\nk1,one@example.com\n"
    begin(base, "kunden.csv")
    deliver(base, 1, content)
    assert record_of(base).status is ImportStatus.NEEDS_MAPPING
    start(TENANT, "i_1", base.imports, now=NOW)
    assert record_of(base).status is ImportStatus.NEEDS_MAPPING
    mapping = {1: {"Kunde": "customer_id", "Adresse": "email"}}
    base.rows.edit_import(
        TENANT, "i_1", lambda record: with_mapping(record, mapping=mapping, answers={})
    )
    start(TENANT, "i_1", base.imports, now=NOW)
    assert record_of(base).status is ImportStatus.DONE, record_of(base).problem
    begin(base, "kunden-2.csv", import_id="i_2")
    deliver(base, 1, content, import_id="i_2")
    assert record_of(base, "i_2").status is ImportStatus.DONE


def test_an_ambiguous_date_column_is_asked_about_not_guessed(base: Base) -> None:
    begin(base, "customers.csv")
    deliver(
        base,
        1,
        b"customer_id,status,payments,renews_on\nc1,active,3,03/04/2027\nc2,active,3,05/06/2027\n",
    )
    record = record_of(base)
    assert record.status is ImportStatus.NEEDS_MAPPING
    (question,) = record.files[0].questions
    assert question.kind == "date_order"
    answers = {1: {"renews_on": "dmy"}}
    base.rows.edit_import(
        TENANT, "i_1", lambda found: with_mapping(found, mapping={}, answers=answers)
    )
    start(TENANT, "i_1", base.imports, now=NOW)
    assert record_of(base).status is ImportStatus.DONE
    run_segments(base)
    why = ask(base, "why", customer_id="c1")
    assert why["customer"]["renews_on"] == "2027-04-03"  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest of a workbook", "Excel workbook"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"color,size\nred,4\n", "customer id"),
        (b"customer_id,email\n", "no customers under it"),
        (b"\x00\x01\x02\x03\xff\xfe" * 300, "not text"),
        (b"%PDF-1.7 ...", "PDF"),
    ],
)
def test_what_is_not_a_customer_file_gets_one_clear_sentence(
    base: Base, content: bytes, words: str
) -> None:
    begin(base, "upload.csv")
    deliver(base, 1, content)
    record = record_of(base)
    if record.status is ImportStatus.NEEDS_MAPPING:
        base.rows.edit_import(
            TENANT, "i_1", lambda found: with_mapping(found, mapping={}, answers={})
        )
        start(TENANT, "i_1", base.imports, now=NOW)
        record = record_of(base)
    assert record.status is ImportStatus.FAILED
    assert words in record.problem
    assert TENANT not in base.rows.pointers


def test_a_file_of_another_tenants_import_is_ignored(base: Base) -> None:
    begin(base, "customers.csv")
    key = upload_key(OTHER, "i_1", 1)
    base.files.put(OTHER, key, b"customer_id\nc1\n")
    uploaded = parse_upload_key(key)
    assert uploaded is not None
    file_arrived(uploaded, base.imports, now=NOW)
    assert record_of(base).status is ImportStatus.WAITING_FOR_FILES
    assert parse_upload_key("uploads/*/i_1/1.csv") is None
    assert parse_upload_key("tenants/t_sample000000000/i_1/1.csv") is None


def test_a_second_delivery_of_the_same_message_changes_nothing(base: Base, tmp_path: Path) -> None:
    content = sample(tmp_path, rows=100)
    begin(base, "customers.csv")
    deliver(base, 1, content)
    first = record_of(base)
    deliver(base, 1, content)
    start(TENANT, "i_1", base.imports, now=NOW)
    assert record_of(base) == first
    assert len(base.queue.sent) == 1


def test_a_worker_that_died_is_replaced_after_its_lease(base: Base, tmp_path: Path) -> None:
    begin(base, "customers.csv")
    key = upload_key(TENANT, "i_1", 1)
    base.files.put(TENANT, key, sample(tmp_path, rows=50))
    dead = record_of(base).model_copy(
        update={"status": ImportStatus.RUNNING, "running_until": NOW + timedelta(minutes=15)}
    )
    base.rows.imports[TENANT, "i_1"] = dead
    start(TENANT, "i_1", base.imports, now=NOW)
    assert record_of(base).status is ImportStatus.RUNNING
    start(TENANT, "i_1", base.imports, now=NOW + timedelta(minutes=16))
    assert record_of(base).status is ImportStatus.DONE


def test_a_network_failure_is_tried_again_and_told_at_the_last_try(
    base: Base, tmp_path: Path
) -> None:
    begin(base, "customers.csv")
    content = sample(tmp_path, rows=50)
    key = upload_key(TENANT, "i_1", 1)
    base.files.put(TENANT, key, content)
    uploaded = parse_upload_key(key)
    assert uploaded is not None
    base.rows.pointers[TENANT] = base.rows.pointers.get(TENANT) or _missing_snapshot()
    with pytest.raises(FileNotFoundError):
        file_arrived(uploaded, base.imports, now=NOW)
    assert record_of(base).running_until is None
    with pytest.raises(FileNotFoundError):
        file_arrived(uploaded, base.imports, now=NOW, last_try=True)
    assert record_of(base).status is ImportStatus.FAILED
    assert "on our side" in record_of(base).problem


def _missing_snapshot():  # type: ignore[no-untyped-def]
    from functions.customer_base.store.snapshot_pointer import SnapshotPointer

    return SnapshotPointer(snapshot="s_gone", import_id="i_0", as_of=TODAY, rows=1)


@pytest.mark.slow
def test_suppressed_people_are_in_no_pool_whatever_the_file_says(
    sampled: Base, tmp_path: Path
) -> None:
    base, before = sampled, latest_run(sampled)
    rows = ask(base, "customers", motion="upsell", limit=1)["rows"]
    person = rows[0]  # type: ignore[index]
    base.rows.hashes = frozenset({f"email#{fake_hash('email', person['email'])}"})
    begin(base, "customers.csv", import_id="i_2")
    deliver(base, 1, sample(tmp_path), import_id="i_2")
    after = run_segments(base)
    assert after.counts["upsell"] == before.counts["upsell"] - 1
    why = ask(base, "why", customer_id=person["id"])
    assert why["motion"] is None
    assert why["reason"] == "not_suppressed"


def test_an_open_conversation_keeps_its_motion(sampled: Base) -> None:
    base = sampled
    row = ask(base, "customers", motion="upsell", limit=1)["rows"][0]  # type: ignore[index]
    base.rows.open = (OpenConversation("k_1", row["id"], "win_back", {}),)
    nightly(base.segments, now=NOW)
    run_segments(base)
    why = ask(base, "why", customer_id=row["id"])
    assert (why["motion"], why["reason"]) == ("win_back", "conversation_open")


def test_the_console_is_answered_why_nobody_is_listed_yet(base: Base) -> None:
    begin(base, "customers.csv")
    assert "problem" in ask(base, "customers")
    deliver(base, 1, b"customer_id,status,mrr\nc1,active,29\n")
    assert record_of(base).status is ImportStatus.DONE
    assert "sorted" in str(ask(base, "customers")["problem"])


def test_the_console_can_search_page_and_explain(sampled: Base) -> None:
    base, run = sampled, latest_run(sampled)
    preview = ask(base, "thresholds_preview", thresholds={})
    assert preview["run"]["counts"] == run.counts  # type: ignore[index]
    first = ask(base, "customers", limit=10)
    second = ask(base, "customers", limit=10, offset=10)
    assert first["total"] == run.customers
    ids = {row["id"] for page in (first, second) for row in page["rows"]}  # type: ignore[attr-defined]
    assert len(ids) == 20
    person = first["rows"][0]  # type: ignore[index]
    for text in (person["name"].upper(), person["email"], person["id"], person["phone"][-7:]):
        found = ask(base, "customers", text=text)
        assert person["id"] in {row["id"] for row in found["rows"]}  # type: ignore[attr-defined]
    why = ask(base, "why", customer_id=person["id"])
    names = {rule["name"]: rule["verdict"] for rule in why["rules"]}  # type: ignore[attr-defined]
    assert names["paid"] == "pass"
    none = ask(base, "customers", motion="none", reason="paid")
    assert none["total"] == run.reasons["paid"]
    plans = ask(base, "plans")
    assert {plan["plan"]: plan["role"] for plan in plans["plans"]} == {  # type: ignore[attr-defined]
        "Starter": "base",
        "Growth": "tier",
        "Scale": "tier",
    }
    json.dumps([preview, first, why, plans])


def test_thresholds_are_previewed_without_being_saved(sampled: Base) -> None:
    base, run = sampled, latest_run(sampled)
    wider = ask(base, "thresholds_preview", thresholds={"win_back_to_days": 400})
    assert wider["run"]["counts"]["win_back"] > run.counts["win_back"]  # type: ignore[index]
    assert base.rows.latest[TENANT].run == run.id
    wrong = ask(base, "thresholds_preview", thresholds={"win_back_to_days": 10})
    assert "Win-back must begin before it ends" in str(wrong["problem"])


@pytest.mark.slow
def test_a_bare_stripe_export_says_what_one_more_file_would_change(
    base: Base, tmp_path: Path
) -> None:
    customers, subscriptions = tmp_path / "c.csv", tmp_path / "s.csv"
    write_stripe(customers, subscriptions, rows=300, seed=1, today=TODAY)
    begin(base, "customers.csv")
    deliver(base, 1, customers.read_bytes())
    assert record_of(base).files[0].preset == "stripe_customers"
    bare = run_segments(base)
    assert bare.counts["upsell"] == 0
    more = {(one.motion, one.source): one.more for one in bare.missing}
    assert more["win_back", "subscriptions"] > 0
    begin(base, "subscriptions.csv", import_id="i_2", earlier=record_of(base).files)
    first, second = record_of(base, "i_2").files
    assert (first.number, first.key) == (1, upload_key(TENANT, "i_1", 1))
    assert (second.number, second.key) == (2, upload_key(TENANT, "i_2", 2))
    deliver(base, 2, subscriptions.read_bytes(), import_id="i_2")
    assert record_of(base, "i_2").status is ImportStatus.DONE
    joined = run_segments(base)
    assert joined.counts["win_back"] > 0
    assert joined.counts["renewal"] > 0
    assert joined.counts["upsell"] == 0
    assert any(one.source == "usage" and one.motion == "upsell" for one in joined.missing)
    accounting = record_of(base, "i_2").accounting
    assert accounting is not None
    assert accounting.accepted == 300
    assert accounting.rejected == 0


def test_two_files_sent_together_wait_for_each_other(base: Base, tmp_path: Path) -> None:
    customers, subscriptions = tmp_path / "c.csv", tmp_path / "s.csv"
    write_stripe(customers, subscriptions, rows=30, seed=1, today=TODAY)
    begin(base, "customers.csv", "subscriptions.csv")
    deliver(base, 1, customers.read_bytes())
    assert record_of(base).status is ImportStatus.INSPECTING
    deliver(base, 2, subscriptions.read_bytes())
    assert record_of(base).status is ImportStatus.DONE


def test_a_file_added_to_one_whose_columns_were_confirmed_asks_about_neither_twice(
    base: Base,
) -> None:
    begin(base, "liste.csv")
    deliver(base, 1, b"Kennung,Anschrift\nk1,one@example.com\nk2,two@example.com\n")
    record = record_of(base)
    mapping = {1: {"Kennung": "customer_id", "Anschrift": "email"}}
    base.rows.imports[TENANT, "i_1"] = with_mapping(record, mapping=mapping, answers={})
    start(TENANT, "i_1", base.imports, now=NOW)
    assert record_of(base).status is ImportStatus.DONE
    begin(base, "more.csv", import_id="i_2", earlier=record_of(base).files)
    deliver(base, 2, b"customer_id,phone\nk1,+37060000001\n", import_id="i_2")
    assert record_of(base, "i_2").status is ImportStatus.DONE, record_of(base, "i_2").problem
    run_segments(base)
    facts = ask(base, "why", customer_id="k1")["customer"]
    assert facts["email"] == "one@example.com"  # type: ignore[index]
    assert facts["phone"] == "+37060000001"  # type: ignore[index]


def test_a_reimport_keeps_consents_and_shows_the_difference(base: Base) -> None:
    begin(base, "customers.csv")
    deliver(
        base,
        1,
        b"customer_id,email,plan,status,mrr,consent_sms,consent_sms_source\n"
        b"c1,one@example.com,Starter,active,29,2026-01-05 10:00:00,form\n"
        b"c2,two@example.com,Starter,active,29,,\n",
    )
    begin(base, "customers.csv", import_id="i_2")
    deliver(
        base,
        1,
        b"customer_id,email,plan,status,mrr\nc1,one@example.com,Growth,active,29\n"
        b"c3,three@example.com,Starter,active,29\n",
        import_id="i_2",
    )
    record = agree(base, "i_2")
    assert record.comparison is not None
    assert (record.comparison.new, record.comparison.gone, record.comparison.changed_plan) == (
        1,
        1,
        1,
    )
    run_segments(base)
    why = ask(base, "why", customer_id="c1")
    (consent,) = why["customer"]["consents"]  # type: ignore[index]
    assert consent["channel"] == "sms"
    assert consent["source"] == "form"


def test_the_nightly_run_asks_for_every_tenant_with_a_base(sampled: Base) -> None:
    base = sampled
    base.queue.sent.clear()
    assert nightly(base.segments, now=NOW) == 1
    assert base.queue.sent[0]["tenant"] == TENANT


def test_a_run_over_a_replaced_snapshot_is_passed_over(sampled: Base) -> None:
    base, latest = sampled, sampled.rows.latest[TENANT]
    segment(TENANT, run="r_old", snapshot="s_older", ports=base.segments, now=NOW)
    assert (TENANT, "r_old") not in base.rows.runs
    assert base.rows.latest[TENANT] == latest


def test_a_run_delivered_again_is_the_latest_though_its_worker_died_before_the_pointer(
    sampled: Base,
) -> None:
    rows, run = sampled.rows, sampled.rows.latest[TENANT].run
    finished = rows.runs[TENANT, run]
    for other, snapshot in (("r_older", "s_older"), ("r_newer", finished.snapshot)):
        rows.save_run(TENANT, finished.model_copy(update={"id": other, "snapshot": snapshot}))
    for before, after in ((None, run), ("r_older", run), ("r_newer", "r_newer")):
        del rows.latest[TENANT]
        if before:
            rows.save_latest_run(TENANT, LatestRunPointer(run=before))
        assert run_segments(sampled).id == run
        assert rows.latest[TENANT].run == after


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (b"email,plan,status\na@example.com,Pro,active\n", ["payment"]),
        (b"email,plan,payments\na@example.com,Pro,3\n", ["status"]),
        (b"email,phone\na@example.com,+37060000001\n", ["payment", "status"]),
        (b"email,plan,status,mrr\na@example.com,Pro,active,29\n", []),
        (b"email,plan,churned on,payments\na@example.com,Pro,2026-01-01,3\n", []),
    ],
)
def test_an_import_runs_unseen_only_if_payment_and_status_are_understood(
    base: Base, content: bytes, missing: list[str]
) -> None:
    begin(base, "customers.csv")
    deliver(base, 1, content)
    record = record_of(base)
    assert [gap.name for gap in find_gaps(record.files[0].mapping.values())] == missing
    waits = ImportStatus.NEEDS_MAPPING if missing else ImportStatus.DONE
    assert record.status is waits
    if missing:
        confirmed = with_mapping(record, mapping={}, answers={})
        base.rows.imports[TENANT, "i_1"] = confirmed
        start(TENANT, "i_1", base.imports, now=NOW)
        assert record_of(base).status is ImportStatus.DONE


def test_what_one_file_lacks_another_of_the_import_may_bring(base: Base) -> None:
    begin(base, "people.csv", "money.csv")
    deliver(base, 1, b"customer id,email\nc1,a@example.com\n")
    deliver(base, 2, b"customer id,status,mrr\nc1,active,29\n")
    assert record_of(base).status is ImportStatus.DONE


def test_a_confirmed_file_is_read_again_for_refusals_that_were_not_understood(base: Base) -> None:
    content = b"email,status,mrr,EMAIL_BLACKLISTED\na@example.com,active,29,yes\n"
    headers = header_hash(["email", "status", "mrr", "EMAIL_BLACKLISTED"])
    older = {"email": "email", "status": "status", "mrr": "mrr"}
    base.rows.remember(TENANT, headers, RememberedMapping(mapping=older, confirmed_at=NOW))
    begin(base, "customers.csv")
    deliver(base, 1, content)
    record = record_of(base)
    assert record.files[0].mapping["EMAIL_BLACKLISTED"] == "consent_email_revoked_at"
    assert record.status is ImportStatus.DONE
