"""A base is replaced only after the founder saw the difference; the one before comes back."""

from __future__ import annotations

from functions.customer_base.imports.records import (
    FileRecord,
    ImportRecord,
    ImportStatus,
    Replacement,
)
from tests.console.fakes import NOON, World
from tests.console.sample_world import fill, snapshot_pointer
from tests.console.visits import Visit, location, signed_in, text

_PAGE = "/customers/imports/im_new"


def _asked(*, sample: bool = False, at_work: bool = False) -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    world.base.records["im_new"] = ImportRecord(
        id="im_new",
        status=ImportStatus.NEEDS_APPROVAL,
        created_at=NOON,
        files=(FileRecord(number=1, name="half.csv", key="k"),),
        sample=sample,
        replacement=Replacement(
            over="snap_1",
            customers=1000,
            leaving=412,
            joining=9,
            leaving_in_conversation=3,
            at_work=at_work,
        ),
    )
    return world, visit


def test_the_page_shows_who_would_leave_join_and_is_in_a_conversation() -> None:
    _, visit = _asked()
    page = text(visit.get(_PAGE))
    assert "Replace your customer base?" in page
    for figure in ("412</strong><span>of 1,000 would leave", "9</strong><span>would join"):
        assert figure in page
    assert "3</strong><span>of those who leave are in a running conversation" in page
    assert "hx-get" not in page, "nothing happens before the answer"


def test_the_customers_page_names_an_import_that_waits_for_an_answer() -> None:
    _, visit = _asked()
    assert "half.csv waits for your answer" in text(visit.get("/customers"))


def test_a_yes_lets_the_import_go_on() -> None:
    world, visit = _asked()
    visit.send(_PAGE, f"{_PAGE}/replace")
    assert world.base.started == ["im_new"]
    assert world.base.records["im_new"].accepted_over == "snap_1"
    assert world.audit.kept[-1].detail == "base replaced by im_new"
    assert "hx-get" in text(visit.get(_PAGE))


def test_a_no_keeps_the_base() -> None:
    world, visit = _asked()
    answer = visit.send(_PAGE, f"{_PAGE}/keep")
    assert "Your customer base is as it was" in text(visit.get(location(answer)))
    assert world.base.records["im_new"].status is ImportStatus.DECLINED
    assert world.base.started == []


def test_sample_data_is_not_offered_in_place_of_customers_who_are_worked_with() -> None:
    world, visit = _asked(sample=True, at_work=True)
    page = text(visit.get(_PAGE))
    assert "sample data cannot take their place" in page
    assert f"{_PAGE}/replace" not in page
    visit.send(_PAGE, f"{_PAGE}/replace")
    assert world.base.started == []


def test_files_that_expired_are_asked_for_again() -> None:
    world, visit = _asked()
    world.base.expired.add("im_new")
    answer = visit.send(_PAGE, f"{_PAGE}/replace")
    assert "Upload this one once more" in text(visit.get(location(answer)))
    assert world.base.started == []


def test_the_base_before_is_restored_with_one_press() -> None:
    world, visit = _asked()
    before = snapshot_pointer("im_old", "snap_0")
    world.base.current = snapshot_pointer("im_done", "snap_1").model_copy(
        update={"previous": before}
    )
    assert "Restore the base before" in text(visit.get("/customers"))
    visit.send("/customers", "/customers/restore", over="snap_1")
    assert world.base.restored == ["snap_1"]


def test_a_page_older_than_the_base_restores_nothing() -> None:
    world, visit = _asked()
    before = snapshot_pointer("im_old", "snap_0")
    world.base.current = snapshot_pointer("im_done", "snap_1").model_copy(
        update={"previous": before}
    )
    answer = visit.send("/customers", "/customers/restore", over="snap_0")
    assert world.base.restored == []
    assert "changed meanwhile" in text(visit.get(location(answer)))


def test_without_a_base_before_nothing_is_offered() -> None:
    _, visit = _asked()
    assert "Restore the base before" not in text(visit.get("/customers"))


def _settled(status: ImportStatus, **changes: object) -> str:
    world, visit = _asked()
    record = world.base.records["im_new"]
    world.base.records["im_new"] = record.model_copy(
        update={"status": status, "synced": True, **changes}
    )
    return text(visit.get(_PAGE))


def test_a_sync_that_asks_says_how_long_a_keep_holds() -> None:
    page = _settled(ImportStatus.NEEDS_APPROVAL)
    assert "those who would leave stay and those who would join stay out at later syncs" in page


def test_a_sync_that_follows_an_earlier_keep_says_so_and_the_way_to_be_asked_again() -> None:
    page = _settled(ImportStatus.DONE, kept_by_answer=3)
    assert "3 customers whom Stripe does not list stay in your base, as you answered" in page
    assert 'href="/customers/stripe"' in page
    assert "Nothing of this sync was taken over" in _settled(ImportStatus.DECLINED)


def test_a_list_of_numbers_by_itself_says_how_many_of_the_base_have_one() -> None:
    page = _settled(ImportStatus.DONE, listed=1)
    assert "1 customer of your base has a number of this list" in page
