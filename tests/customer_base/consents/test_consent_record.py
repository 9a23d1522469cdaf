"""The consent record: nothing is forgotten, a no is heard, and it reaches the right people."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC

import duckdb
import pytest

from functions.customer_base.consents.ledger_files import fetch_ledger, ledger_folder
from functions.customer_base.parsing.snapshot_table import relation
from functions.customer_base.segmentation.workflow import segment
from functions.outreach.domain.permission.evidence import consent_proof
from functions.outreach.domain.permission.table import Condition
from functions.product.channels import CHANNELS, Channel, ContactPoint
from functions.product.consent import SoftOptIn
from functions.product.dial_pool_line import decode_line
from tests.customer_base.consenting import FIRST, Row, Story, day, granted, refused, story, written
from tests.customer_base.fakes_base import TENANT
from tests.customer_base.reading import done, looked_at, read

pytestmark = pytest.mark.costly(first=1)


@pytest.fixture
def told() -> Iterator[Story]:
    with story() as begun:
        yield begun


def person(number: int, **more: str) -> Row:
    return {
        "customer_id": f"c{number}",
        "email": f"person{number}@example.com",
        "phone": f"+3706000000{number}",
        **more,
    }


@pytest.mark.slow
def test_an_address_closed_by_a_no_is_not_counted_as_reach(told: Story) -> None:
    left = {"status": "canceled", "mrr": "29", "plan_since": "2025-01-01"}
    by_phone = [
        "sms_consent" if row.channel is Channel.SMS else f"consent_{row.channel}"
        for row in CHANNELS.rows
        if row.contact_point is ContactPoint.PHONE
    ]
    told.bring(
        [
            person(1, **left, churned_on="2025-11-20", email_consent="no"),
            person(2, **left, churned_on="2025-11-20", **dict.fromkeys(by_phone, "no")),
            person(3, **left, churned_on="2025-11-20", sms_consent="no"),
        ]
    )
    (message,) = told.base.queue.sent
    run = str(message["run"])
    snapshot = str(message["snapshot"])
    segment(TENANT, run=run, snapshot=snapshot, ports=told.base.segments, now=FIRST)
    record = told.base.rows.load_run(TENANT, run)
    assert record is not None
    assert record.counts["win_back"] == 3
    assert record.reach["win_back"]["email"] == 2
    assert record.reach["win_back"]["phone"] == 2


@pytest.mark.slow
def test_someone_missing_in_one_import_and_back_later_has_their_consents_again(
    told: Story,
) -> None:
    told.bring([person(1, sms_consent=written(-9)), person(2)])
    assert "c1" not in told.bring([person(2)])
    back = told.bring([person(1), person(2)])
    assert granted(back["c1"], "sms") == [day(-9)]
    assert back["c2"]["consents"] == []


def test_the_record_says_who_brought_it_when_and_with_which_words(told: Story) -> None:
    told.bring(
        [
            person(
                1,
                consent_voice=written(-9),
                consent_voice_source="checkout",
                consent_voice_wording="An AI may call me",
                consent_voice_written="yes",
            )
        ]
    )
    (row,) = told.statements()
    assert row == {
        "customer_id": "c1",
        "email": "person1@example.com",
        "phone": "+37060000001",
        "channel": "voice",
        "granted": True,
        "granted_at": day(-9),
        "revoked_at": None,
        "purpose": "conversations about the customer's own subscription",
        "source": "checkout",
        "wording": "An AI may call me",
        "written": True,
        "imported_by": "f_grace",
        "import_id": "i_000",
        "noted_at": day(1),
    }


def test_the_same_file_again_adds_nothing(told: Story) -> None:
    rows = [person(1, sms_consent=written(-9)), person(2, sms_consent="no")]
    first = told.bring(rows)
    files = told.ledger()
    assert told.bring(rows) == first
    assert told.bring(list(reversed(rows))) == first
    assert told.ledger() == files


def test_a_new_piece_of_evidence_for_an_old_consent_is_kept_beside_it(told: Story) -> None:
    told.bring([person(1, sms_consent=written(-9))])
    both = told.bring([person(1, sms_consent=written(-9), sms_consent_source="checkout")])
    assert [one["source"] for one in both["c1"]["consents"]] == ["", "checkout"]


def test_consents_of_a_snapshot_from_before_the_record_are_taken_into_it(told: Story) -> None:
    told.bring([person(1), person(2)])
    path = told.base.files.folder / f"tenants/{TENANT}/snapshots/s_i_000/customers.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"""CREATE TABLE old AS SELECT * EXCLUDE (consents, refusals, row),
            CASE WHEN customer_id = 'c1' THEN [{{channel: 'sms',
              granted_at: TIMESTAMP '{written(-9)}', source: 'form', wording: 'w',
              written: FALSE}}] ELSE [] END AS consents FROM {relation(con, path)}"""
        )
        con.execute(f"COPY old TO '{path}' (FORMAT parquet)")
    after = told.bring([person(1), person(2)])
    assert granted(after["c1"], "sms") == [day(-9)]
    assert len(told.statements()) == 1
    told.bring([person(2)])
    assert granted(told.bring([person(1)])["c1"], "sms") == [day(-9)]


def test_a_record_without_a_snapshot_beside_it_is_enough(told: Story) -> None:
    told.bring([person(1, sms_consent=written(-9)), person(2, sms_consent="no")])
    files = told.ledger()
    del told.base.rows.pointers[TENANT]
    after = told.bring([person(1), person(2), {**person(3), "email": "person4@example.com"}])
    assert granted(after["c1"], "sms") == [day(-9)]
    assert refused(after["c2"], "sms") == day(1)
    assert told.ledger() == files


def test_a_column_of_opt_ins_is_never_taken_for_one_of_opt_outs(told: Story) -> None:
    after = told.bring([person(1, sms_opt_in_at=written(-9)), person(2, sms_opt_in_at="no")])
    assert granted(after["c1"], "sms") == [day(-9)]
    assert refused(after["c2"], "sms") == day(1)


def test_a_base_without_any_consent_leaves_no_record(told: Story) -> None:
    told.bring([person(1), person(2)])
    after = told.bring([person(1), person(3)])
    assert told.ledger() == {}
    assert [one["consents"] for one in after.values()] == [[], []]


WORDS = ["no", "No", "FALSE", "0", "ne", "нет", "off", "none", "unsubscribed", "Opted out"]


@pytest.fixture(scope="module")
def all_refused() -> Iterator[Story]:
    """Whoever had consented says no in the next file, each with another word."""
    with story() as begun:
        numbers = range(len(WORDS))
        begun.bring([person(n, sms_consent=written(-9)) for n in numbers])
        begun.bring([person(n, sms_consent=word) for n, word in enumerate(WORDS)])
        yield begun


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_refusal_takes_back_what_was_given_and_is_not_unread(
    all_refused: Story, word: str
) -> None:
    name = f"c{WORDS.index(word)}"
    after = all_refused.customers()[name]
    assert after["consents"] == []
    assert refused(after, "sms") == day(2)
    accounting = all_refused.record.accounting
    assert accounting is not None
    assert accounting.unread == ()
    said = [row["granted"] for row in all_refused.statements() if row["customer_id"] == name]
    assert said == [True, False]


def test_a_bare_yes_is_still_no_evidence_and_is_reported() -> None:
    outcome = done(read("customer_id,sms_consent\nc1,yes\nc2,no\nc3,2026-01-05\n"))
    (unread,) = outcome.accounting.unread
    assert (unread.column, unread.count, unread.lines) == ("consent_sms", 1, (2,))
    assert "not evidence" in unread.reason


OPTED_OUT_AT = "consent_sms_revoked_at"


@pytest.mark.parametrize(
    "header", ["SMS unsubscribed at", "sms_opt_out_at", "sms_opted_out_at", "sms_opt_out"]
)
def test_a_column_of_opt_outs_is_known_by_its_header(header: str) -> None:
    text = f"customer_id,email,phone,sms_consent,{header}\nc1,a@example.com,,{written(-9)},no\n"
    assert looked_at(text).mapping[header] == OPTED_OUT_AT
    assert looked_at(text.replace(",no\n", f",{written(-5)}\n")).mapping[header] == OPTED_OUT_AT


def test_a_column_of_opt_outs_gives_the_day(told: Story) -> None:
    rows = [
        person(1, sms_consent=written(-9), **{OPTED_OUT_AT: written(-5)}),
        person(2, sms_consent=written(-9), **{OPTED_OUT_AT: ""}),
        person(3, sms_consent=written(-9), **{OPTED_OUT_AT: "no"}),
        person(4, sms_consent=written(-9), **{OPTED_OUT_AT: "yes"}),
        person(5, sms_consent=written(-2), **{OPTED_OUT_AT: written(-5)}),
        person(6, sms_consent=written(-9), **{OPTED_OUT_AT: "31st of Octember"}),
    ]
    after = told.bring(rows)
    assert {one: refused(after[one], "sms") for one in after} == {
        "c1": day(-5),
        "c2": None,
        "c3": None,
        "c4": day(1),
        "c5": day(-5),
        "c6": day(1),
    }
    standing = [one for one in sorted(after) if after[one]["consents"]]
    assert standing == ["c2", "c3", "c5"]
    assert told.record.accounting is not None
    assert told.record.accounting.unread == ()


def test_only_a_consent_dated_after_the_no_grants_again(told: Story) -> None:
    told.bring([person(1, sms_consent=written(-9))])
    told.bring([person(1, sms_consent="no")], on=10)
    assert told.bring([person(1, sms_consent=written(-9))], on=11)["c1"]["consents"] == []
    assert told.bring([person(1, sms_consent=written(9))], on=12)["c1"]["consents"] == []
    again = told.bring([person(1, sms_consent=written(13))], on=14)
    assert granted(again["c1"], "sms") == [day(13)]
    assert refused(again["c1"], "sms") == day(10)


def test_a_no_takes_back_a_consent_whose_clock_was_ahead(told: Story) -> None:
    told.bring([person(1, sms_consent="2026-01-02 15:00:00")])
    after = told.bring([person(1, sms_consent="no")], on=1)
    assert after["c1"]["consents"] == []


def test_a_no_to_one_channel_leaves_the_others(told: Story) -> None:
    told.bring([person(1, sms_consent=written(-9), email_consent=written(-8))])
    after = told.bring([person(1, sms_consent="no")])
    assert granted(after["c1"], "email") == [day(-8)]
    assert granted(after["c1"], "sms") == []


def test_a_no_in_any_row_of_a_customer_counts(told: Story) -> None:
    rows = [person(1, sms_consent=written(-9)), person(1, sms_consent="no")]
    for order in (rows, rows[::-1]):
        assert told.bring(order)["c1"]["consents"] == []


def test_a_new_customer_id_with_the_same_address_keeps_its_consents(told: Story) -> None:
    told.bring([person(1, sms_consent=written(-9), email_consent=written(-8))])
    renamed = {**person(1), "customer_id": "crm-77", "email": "Person1@Example.com"}
    after = told.bring([renamed])
    assert granted(after["crm-77"], "sms") == [day(-9)]
    assert granted(after["crm-77"], "email") == [day(-8)]
    files = told.ledger()
    assert told.bring([renamed]) == after
    assert told.ledger() == files
    told.bring([person(2)])
    assert told.bring([renamed]) == after


def test_a_consent_to_be_texted_does_not_follow_an_address_to_another_number(told: Story) -> None:
    told.bring([person(1, sms_consent=written(-9), email_consent=written(-8))])
    other = {**person(2), "email": "person1@example.com"}
    after = told.bring([other])
    assert granted(after["c2"], "sms") == []
    assert granted(after["c2"], "email") == [day(-8)]


def test_an_address_that_passed_to_a_known_customer_takes_no_consent_with_it(told: Story) -> None:
    told.bring([person(1, email_consent=written(-8)), person(2)])
    after = told.bring([{**person(2), "email": "person1@example.com"}])
    assert after["c2"]["consents"] == []


def test_an_address_whose_holder_moved_on_takes_no_consent_with_it(told: Story) -> None:
    told.bring([person(1, email_consent=written(-8))])
    moved = {**person(1), "email": "elsewhere@example.com"}
    told.bring([moved])
    newcomer = {**person(3), "email": "person1@example.com"}
    assert told.bring([newcomer])["c3"]["consents"] == []
    told.bring([moved])
    assert told.bring([moved, newcomer])["c3"]["consents"] == []


def test_an_address_handed_on_within_one_import_takes_no_consent_with_it(told: Story) -> None:
    told.bring([person(1, email_consent=written(-8))])
    moved = {**person(1), "email": "elsewhere@example.com"}
    newcomer = {**person(3), "email": "person1@example.com"}
    after = told.bring([moved, newcomer])
    assert granted(after["c1"], "email") == [day(-8)]
    assert after["c3"]["consents"] == []


def test_a_customer_who_comes_back_with_anothers_address_has_only_their_own(told: Story) -> None:
    told.bring([person(1, email_consent=written(-8)), person(2, email_consent=written(-7))])
    told.bring([person(3)])
    after = told.bring([{**person(2), "email": "person1@example.com"}])
    assert granted(after["c2"], "email") == [day(-7)]


def test_the_last_holder_of_an_address_is_the_one_a_new_id_takes_over_from(told: Story) -> None:
    told.bring([person(1, email_consent=written(-8))])
    told.bring([person(2, email_consent=written(-7))])
    told.bring([{**person(1), "email": "person2@example.com"}])
    after = told.bring([{**person(3), "email": "person2@example.com"}])
    assert granted(after["c3"], "email") == [day(-8)]


def test_a_no_follows_the_id_the_address_and_the_number(told: Story) -> None:
    told.bring([person(1, sms_consent="no", email_consent="no"), person(2), person(3)])
    after = told.bring(
        [
            {"customer_id": "c1", "email": "new@example.com", "phone": "+37060000009"},
            {**person(2), "email": "PERSON1@example.com"},
            {**person(3), "phone": "+370 600 00001"},
            {**person(4)},
        ]
    )
    both = {one: (refused(after[one], "sms"), refused(after[one], "email")) for one in after}
    assert both == {
        "c1": (day(1), day(1)),
        "c2": (day(1), day(1)),
        "c3": (day(1), None),
        "c4": (None, None),
    }


def test_files_with_and_without_ids_by_turns_lose_nothing(told: Story) -> None:
    address = "person1@example.com"
    told.bring([{"email": address, "email_consent": written(-9)}])
    named = told.bring([person(1, email_consent=written(-7))])
    assert granted(named["c1"], "email") == [day(-9), day(-7)]
    unnamed = told.bring([{"email": address, "email_consent": written(-5)}])
    assert granted(unnamed[address], "email") == [day(-9), day(-7), day(-5)]
    again = told.bring([person(1)])
    assert granted(again["c1"], "email") == [day(-9), day(-7), day(-5)]


def test_many_files_are_read_as_one_digest_and_stay_where_they_are(told: Story) -> None:
    for number in range(5):
        told.bring([person(number, sms_consent=written(-9))])
    before = told.ledger()
    files = told.base.files
    folder = told.base.work / "read"

    def fetched(import_id: str) -> tuple[int, list[tuple[object, ...]]]:
        with duckdb.connect() as con:
            found = fetch_ledger(con, TENANT, files, folder, import_id=import_id, loose_at_most=3)
            paths = ", ".join(f"'{path}'" for path in found.paths)
            rows = con.execute(f"SELECT * FROM read_parquet([{paths}]) ORDER BY ALL").fetchall()
        return len(found.paths), rows

    count, rows = fetched("i_x")
    assert count == 1
    assert len(rows) == 5
    assert fetched("i_y") == (1, rows), "the digest is read in place of what it stands for"
    assert {name: told.ledger()[name] for name in before} == before
    told.bring([person(7, sms_consent=written(-9))])
    assert fetched("i_z")[0] == 2
    digests = files.list(TENANT, f"{ledger_folder(TENANT)}/digests")
    assert [key.rpartition("/")[2] for key in digests] == ["000005-i_x.parquet"]


def test_an_import_is_read_again_when_another_added_to_the_record_meanwhile(told: Story) -> None:
    told.bring([person(1, sms_consent=written(-9))])
    files, listed = told.base.files, told.base.files.list
    said: list[str] = []

    def while_another_finishes(tenant: str, folder: str) -> tuple[str, ...]:
        keys = listed(TENANT, folder)
        said.append(folder)
        if len(said) == 2:
            with duckdb.connect() as con:
                con.execute(
                    f"""COPY (SELECT * REPLACE (FALSE AS granted, NULL::TIMESTAMP AS granted_at,
                    TIMESTAMP '{written(1)}' AS revoked_at, 'i_other' AS import_id)
                    FROM '{files.folder / keys[0]}')
                    TO '{files.folder / folder / "i_other.parquet"}' (FORMAT parquet)"""
                )
            keys = listed(TENANT, folder)
        return keys

    files.list = while_another_finishes  # type: ignore[method-assign, assignment]
    after = told.bring([person(1, sms_consent=written(-9))])
    assert refused(after["c1"], "sms") == day(1)
    assert after["c1"]["consents"] == []
    assert len(said) == 4


def test_outreach_refuses_after_a_no_whatever_was_attested_or_given_before(told: Story) -> None:
    told.bring(
        [
            person(
                1,
                email_consent=written(-9),
                plan="Starter",
                status="canceled",
                churned_on="2025-11-01",
                paid_total="99",
            )
        ]
    )
    told.bring(
        [
            person(
                1,
                email_consent="no",
                plan="Starter",
                status="canceled",
                churned_on="2025-11-01",
                paid_total="99",
            )
        ]
    )
    record = told.record
    segment(TENANT, run=record.run, snapshot=record.snapshot, ports=told.base.segments, now=FIRST)
    page = f"tenants/{TENANT}/runs/{record.run}/pool-win_back-00000.jsonl.gz"
    (line,) = gzip.decompress((told.base.files.folder / page).read_bytes()).splitlines()
    facts = decode_line(line)
    (no,) = facts.consents
    assert no.revoked_at == day(2).replace(tzinfo=UTC)
    attested = SoftOptIn("f_grace", attested_at=FIRST, import_id=record.id)
    for condition in (Condition.CONSENT, Condition.CONSENT_OR_SOFT_OPT_IN):
        assert not consent_proof(
            condition,
            channel=Channel.EMAIL,
            records=facts.consents,
            soft_opt_in=attested,
            now=FIRST.replace(year=2027),
        )
