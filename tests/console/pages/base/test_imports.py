"""The column check and the accounting of one import, in words a founder reads."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from functions.customer_base.imports.records import (
    Accounting,
    FileAccounting,
    FileRecord,
    ImportRecord,
    ImportStatus,
    SnapshotComparison,
)
from functions.customer_base.parsing.findings import ColumnQuestion, UnreadCells
from functions.customer_base.segmentation.records import RunStatus
from tests.console.fakes import NOON, World
from tests.console.sample_world import fill, snapshot_pointer
from tests.console.visits import Visit, location, signed_in, text

_MAP = "/customers/imports/im_x"


def _visit(record: ImportRecord) -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    world.base.records = {record.id: record}
    world.base.current = snapshot_pointer(record.id, record.snapshot) if record.snapshot else None
    return world, visit


def _page(visit: Visit) -> str:
    """The page's words without its markup."""
    shown = re.sub(r"<[^>]+>", " ", text(visit.get(_MAP)))
    return re.sub(r"\s+", " ", html.unescape(shown))


# The column check


def _file(number: int = 1, **more: object) -> FileRecord:
    known: dict[str, object] = {
        "name": f"list-{number}.csv",
        "key": "k",
        "arrived": True,
        "inspected": True,
        "headers": ("Kunde", "Mail", "Mail 2", "Ende"),
        "mapping": {"Mail": "email"},
        "suggestions": {"Kunde": "name"},
        "samples": {"Mail": ("one@example.com",), "Ende": ("03/04/2027", "05/06/2027")},
    }
    return FileRecord.model_validate({"number": number, **known, **more})


def _asking(*files: FileRecord) -> ImportRecord:
    return ImportRecord(
        id="im_x", status=ImportStatus.NEEDS_MAPPING, created_at=NOON, files=files or (_file(),)
    )


def _columns(number: int = 1, **targets: str) -> dict[str, str]:
    places = {"kunde": 0, "mail": 1, "mail2": 2, "ende": 3}
    return {f"column:{number}:{place}": targets.get(name, "") for name, place in places.items()}


def _wrong(page: str, name: str) -> str:
    found = re.search(rf'id="{name}-wrong" role="alert">([^<]*)<', page)
    return html.unescape(found.group(1)) if found else ""


def test_each_header_says_whether_it_is_certain_suggested_or_unknown() -> None:
    _, visit = _visit(_asking())
    page = _page(visit)
    assert "4 columns: 1 certain, 1 suggested, 2 unknown" in page
    assert "one@example.com" in page
    assert "our suggestion, please check" in page


def test_what_is_missing_and_what_it_would_unlock_is_listed() -> None:
    _, visit = _visit(_asking())
    page = _page(visit)
    assert "The day customers left for win-back." in page
    assert "What was paid" in page
    assert "An email address or a phone number" not in page


def test_a_second_file_that_brings_a_fact_takes_it_off_the_list() -> None:
    payments = _file(2, mapping={"Kunde": "email", "Ende": "payment_count"}, suggestions={})
    _, visit = _visit(_asking(_file(), payments))
    assert "What was paid" not in _page(visit)


def test_two_headers_with_one_meaning_are_both_marked_and_nothing_is_lost() -> None:
    world, visit = _visit(_asking())
    form = _columns(kunde="name", mail="email", mail2="email", ende="renews_on")
    page = text(visit.send(_MAP, f"{_MAP}/mapping", **form))
    assert "“Mail” means “email address” too" in _wrong(page, "column:1:2")
    assert "“Mail 2” means “email address” too" in _wrong(page, "column:1:1")
    assert '<option value="renews_on" selected>' in page
    assert not world.base.mappings


def test_any_header_may_count_the_uses_of_a_feature_named_like_it() -> None:
    world, visit = _visit(_asking())
    form = _columns(mail="email", ende="feature_uses:Ende")
    assert visit.send(_MAP, f"{_MAP}/mapping", **form).status == 303
    assert world.base.mappings["im_x"] == (
        {1: {"Mail": "email", "Ende": "feature_uses:Ende"}},
        {1: {}},
    )
    another = form | {"column:1:0": "feature_uses:Mail"}
    page = text(visit.send(_MAP, f"{_MAP}/mapping", **another))
    assert "Please choose one of the list." in _wrong(page, "column:1:0")


def test_names_in_labels_keep_their_capitals() -> None:
    _, visit = _visit(_asking())
    assert "Consent to WhatsApp, since" in _page(visit)


def test_each_file_without_an_identifier_is_named_in_its_place() -> None:
    world, visit = _visit(_asking(_file(1), _file(2)))
    form = _columns(1, kunde="name") | _columns(2, kunde="name", mail="phone")
    page = html.unescape(text(visit.send(_MAP, f"{_MAP}/mapping", **form)))
    for name in ("list-1.csv", "list-2.csv"):
        assert f"“{name}” needs one column that tells customers apart" in page
    assert '<option value="phone" selected>' in page
    assert not world.base.mappings


def test_the_same_meaning_in_two_files_is_how_they_are_joined() -> None:
    world, visit = _visit(_asking(_file(1), _file(2)))
    form = _columns(1, mail="email") | _columns(2, mail="email")
    assert visit.send(_MAP, f"{_MAP}/mapping", **form).status == 303
    assert world.base.mappings


@pytest.mark.parametrize(
    ("kind", "text_", "choices"),
    [
        ("date_order", "day first or month first?", (("dmy", "day first"), ("mdy", "month first"))),
        ("decimal_mark", "decimals after the comma?", (("point", "no"), ("comma", "yes"))),
    ],
)
def test_a_question_shows_its_samples_and_needs_an_answer(
    kind: str, text_: str, choices: tuple[tuple[str, str], ...]
) -> None:
    question = ColumnQuestion(
        header="Ende", kind=kind, text=text_, choices=choices, samples=("03/04/2027",)
    )
    world, visit = _visit(_asking(_file(questions=(question,))))
    assert f"{text_} Please choose" in _page(visit)
    assert "Values: 03/04/2027" in _page(visit)
    form = _columns(mail="email", ende="renews_on")
    page = text(visit.send(_MAP, f"{_MAP}/mapping", **form))
    assert "Please choose what these values mean." in _wrong(page, "answer:1:0")
    assert '<option value="renews_on" selected>' in page
    answered = form | {"answer:1:0": choices[0][0]}
    assert visit.send(_MAP, f"{_MAP}/mapping", **answered).status == 303
    assert world.base.mappings["im_x"] == (
        {1: {"Mail": "email", "Ende": "renews_on"}},
        {1: {"Ende": choices[0][0]}},
    )


def test_remembered_columns_are_filled_in_with_the_day_they_were_confirmed() -> None:
    file = _file(mapping={"Kunde": "customer_id", "Mail": "email"}, remembered_at=NOON)
    _, visit = _visit(_asking(file))
    page = _page(visit)
    assert "Filled in as you confirmed on 23 Nov 2026." in page
    assert "✓ as you confirmed" in page


def test_a_check_sent_twice_changes_nothing_any_more() -> None:
    world, visit = _visit(_asking())
    token = visit.send(_MAP, f"{_MAP}/mapping", **_columns(mail="email"))
    assert token.status == 303
    world.base.mappings.clear()
    record = world.base.records["im_x"].model_copy(update={"status": ImportStatus.RUNNING})
    world.base.records["im_x"] = record
    again = visit.send("/customers", f"{_MAP}/mapping", **_columns(mail="email"))
    assert location(again) == _MAP
    assert not world.base.mappings


# Where every row went


def _done(accounting: Accounting, **more: object) -> ImportRecord:
    known: dict[str, object] = {
        "id": "im_x",
        "status": ImportStatus.DONE,
        "created_at": NOON,
        "files": (FileRecord(number=1, name="a.csv", key="k"),),
        "snapshot": "snap_1",
        "rejects_key": "rejects.csv",
    }
    return ImportRecord.model_validate({**known, "accounting": accounting, **more})


def _counted(*files: tuple[int, int, int], **more: object) -> Accounting:
    rows = tuple(
        FileAccounting(
            file=n, name=f"{'abc'[n - 1]}.csv", rows_in=a + m + r, accepted=a, merged=m, rejected=r
        )
        for n, (a, m, r) in enumerate(files, start=1)
    )
    return Accounting.model_validate(
        {
            "rows_in": sum(one.rows_in for one in rows),
            "accepted": sum(one.accepted for one in rows),
            "merged": sum(one.merged for one in rows),
            "rejected": sum(one.rejected for one in rows),
            "files": rows,
            **more,
        }
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ((1, 0, 0), "1 row in = 1 accepted + 0 merged duplicates + 0 rejected"),
        ((1, 1, 1), "3 rows in = 1 accepted + 1 merged duplicate + 1 rejected"),
        (
            (998_000, 1_500, 500),
            "1,000,000 rows in = 998,000 accepted + 1,500 merged duplicates + 500 rejected",
        ),
    ],
)
def test_rows_are_counted_in_plain_english(files: tuple[int, int, int], words: str) -> None:
    _, visit = _visit(_done(_counted(files)))
    assert words in _page(visit)


@pytest.mark.parametrize(
    ("rejected", "words"),
    [(1, "Download 1 rejected row (CSV)"), (1204, "Download 1,204 rejected rows (CSV)")],
)
def test_rejected_rows_can_be_downloaded(rejected: int, words: str) -> None:
    reasons = {"No customer id and no email": rejected}
    _, visit = _visit(_done(_counted((5, 0, rejected), reasons=reasons)))
    assert words in _page(visit)
    assert location(visit.get(f"{_MAP}/rejects")).endswith("/rejects.csv")


def test_without_rejects_there_is_nothing_to_download() -> None:
    _, visit = _visit(_done(_counted((5, 0, 0))))
    page = _page(visit)
    assert "Download" not in page
    assert "No row was rejected." in page


def test_unread_cells_name_their_file_column_lines_and_reason() -> None:
    cells = (
        UnreadCells(file=1, column="phone", count=1, lines=(7,), reason="not a phone number"),
        UnreadCells(
            file=2, column="renews_on", count=1200, lines=(2, 3, 5, 8, 1300, 1301), reason="no date"
        ),
    )
    _, visit = _visit(_done(_counted((5, 0, 0), (4, 0, 0), unread=cells)))
    page = _page(visit)
    assert "1,201 cells we could not understand (they count as unknown)" in page
    assert "a.csv Phone number 1 not a phone number 7 " in page
    assert "b.csv Renews on 1,200 no date 2 · 3 · 5 · 8 · 1,300 and 1,195 more" in page


def test_one_unread_cell_is_one_cell() -> None:
    cell = UnreadCells(file=1, column="phone", count=1, lines=(7,), reason="not a phone number")
    _, visit = _visit(_done(_counted((5, 0, 0), unread=(cell,))))
    assert "1 cell we could not understand (it counts as unknown)" in _page(visit)


@pytest.mark.parametrize(
    ("comparison", "words"),
    [
        (
            SnapshotComparison(new=1, gone=0, changed_plan=0),
            "1 new customer 0 no longer in the file",
        ),
        (SnapshotComparison(new=1204, gone=3, changed_plan=7), "1,204 new customers 3 no longer"),
        (
            SnapshotComparison(new=0, gone=0, changed_plan=0),
            "The same customers on the same plans.",
        ),
    ],
)
def test_the_difference_to_the_base_before(comparison: SnapshotComparison, words: str) -> None:
    _, visit = _visit(_done(_counted((5, 0, 0)), comparison=comparison))
    assert words in _page(visit)


def test_a_first_import_is_compared_with_nothing() -> None:
    _, visit = _visit(_done(_counted((5, 0, 0))))
    assert "Compared with" not in _page(visit)


def test_what_one_more_file_would_change_stands_on_the_import() -> None:
    world, visit = _visit(_done(_counted((5, 0, 0))))
    assert "412 more may qualify for Upsell if you add usage." in _page(visit)
    assert world.base.run
    world.base.run = world.base.run.model_copy(update={"missing": ()})
    assert "the facts each motion needs are all here" in _page(visit)
    world.base.run = world.base.run.model_copy(update={"snapshot": "snap_0"})
    assert "Your customers are being sorted." in _page(visit)


def test_a_run_that_ends_while_the_page_is_read_is_shown() -> None:
    world, visit = _visit(_done(_counted((5, 0, 0)), run="r_im_x"))
    assert world.base.run
    world.base.runs = (world.base.run.model_copy(update={"id": "r_im_x"}),)
    world.base.run = world.base.run.model_copy(update={"snapshot": "snap_0", "missing": ()})
    page = _page(visit)
    assert "412 more may qualify for Upsell if you add usage." in page
    assert "being sorted" not in page


def test_what_kept_the_customers_from_being_sorted_is_said() -> None:
    world, visit = _visit(_done(_counted((5, 0, 0)), run="r_im_x"))
    assert world.base.run
    failed = world.base.run.model_copy(
        update={"id": "r_im_x", "status": RunStatus.FAILED, "problem": "It broke on our side."}
    )
    world.base.run = world.base.run.model_copy(update={"snapshot": "snap_0"})
    world.base.runs = (failed,)
    for page in (_page(visit), text(visit.get("/segments"))):
        assert "It broke on our side." in page
        assert "being sorted" not in page


def test_an_older_import_does_not_speak_for_the_newest_run() -> None:
    world, visit = _visit(_done(_counted((5, 0, 0)), snapshot="snap_old"))
    newest = _done(_counted((5, 0, 0))).model_copy(
        update={"id": "im_y", "created_at": NOON.replace(hour=13)}
    )
    world.base.records["im_y"] = newest
    world.base.current = snapshot_pointer("im_y", "snap_1")
    assert "What one more file would change" not in _page(visit)


@pytest.mark.parametrize("status", [ImportStatus.RUNNING, ImportStatus.FAILED])
def test_before_rows_are_counted_each_file_says_how_far_it_came(status: ImportStatus) -> None:
    files = (
        _file(1, preset_label="Stripe customers export"),
        FileRecord(number=2, name="photo.csv", key="k", problem="it is a picture", inspected=True),
        FileRecord(number=3, name="late.csv", key="k"),
    )
    record = ImportRecord(id="im_x", status=status, created_at=NOON, files=files, percent=42)
    _, visit = _visit(record)
    page = _page(visit)
    assert "3 files" in page
    assert "list-1.csv — Stripe customers export" in page
    assert "photo.csv — Cannot be read" in page
    assert ("Nothing was changed" in page) == (status is ImportStatus.FAILED)


def test_a_finished_import_says_from_when_its_columns_are_and_can_forget_them() -> None:
    file = _file(mapping={"Kunde": "customer_id", "Mail": "email"}, remembered_at=NOON)
    world, visit = _visit(_done(_counted((5, 0, 0)), files=(file,)))
    page = _page(visit)
    assert "“list-1.csv” was read as you confirmed on 23 Nov 2026." in page
    assert "Kunde Customer id" in page
    answer = visit.send(_MAP, f"{_MAP}/forget-columns")
    assert location(answer) == "/customers?done=columns-forgotten"
    assert world.base.forgotten == ["im_x"]


# An import nobody works on any more


def _running(**more: object) -> ImportRecord:
    known = {"id": "im_x", "status": ImportStatus.RUNNING, "created_at": NOON, "files": (_file(),)}
    return ImportRecord.model_validate({**known, "stage": "Reading list-1.csv", **more})


def test_an_import_whose_worker_was_killed_can_be_tried_again() -> None:
    world, visit = _visit(_running(running_until=NOON))
    assert "stopped half-way on our side. Nothing was changed." in _page(visit)
    assert location(visit.send(_MAP, f"{_MAP}/start")).startswith(_MAP)
    assert world.base.started == ["im_x"]


def test_an_import_that_goes_on_is_not_called_stopped() -> None:
    _, visit = _visit(_running(running_until=NOON + timedelta(seconds=1)))
    page = _page(visit)
    assert "Reading list-1.csv" in page
    assert "stopped" not in page


def test_files_that_never_arrived_are_named_once_they_cannot_come_any_more() -> None:
    waiting = {
        "status": ImportStatus.INSPECTING,
        "files": (_file(), _file(2, arrived=False, inspected=False)),
    }
    _, visit = _visit(_running(**waiting, created_at=NOON - timedelta(minutes=74)))
    assert "Not every file" not in _page(visit)
    _, visit = _visit(_running(**waiting, created_at=NOON - timedelta(minutes=75)))
    page = _page(visit)
    assert "Not every file of this import arrived: list-2.csv." in page
    assert "Try again" in page
