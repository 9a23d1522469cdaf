"""An edit is made from the latest version, loses no other edit, and gives up in the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tenancy.data.credentials import acting_for
from tenancy.data.documents import (
    EDITS_AT_MOST,
    DocumentKind,
    create_document,
    create_or_edit_document,
    edit_document,
    load_document,
    remove_document,
    save_document,
)
from tenancy.data.edit_conflict import EditConflictError
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import tenant_id

pytestmark = pytest.mark.costly(first=3)

TENANT = tenant_id("t_aaaaaaaaaaaa")
KEY = TenantKeys.imports(TENANT)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TEXT = DocumentKind("text", str, str, lambda text: {"status": f"{len(text)} long"})


@pytest.fixture(autouse=True)
def _acting(aws: None) -> Iterator[None]:
    with acting_for(TENANT):
        yield


def _item() -> WorkspaceItem:
    return WorkspaceItem.get(KEY, "one", consistent_read=True)


def test_an_edit_starts_from_the_latest_version_and_makes_the_next() -> None:
    assert create_document(KEY, "one", TEXT, "a")
    assert edit_document(KEY, "one", TEXT, lambda text: text + "b") == "ab"
    assert load_document(KEY, "one", TEXT) == "ab"
    item = _item()
    assert (item.kind, item.version, item.status) == ("text", 2, "2 long")


def test_an_edit_that_lost_a_race_is_made_again_upon_the_winner() -> None:
    create_document(KEY, "one", TEXT, "a")
    seen: list[str] = []

    def change(text: str) -> str:
        seen.append(text)
        if len(seen) == 1:
            edit_document(KEY, "one", TEXT, lambda other: other + "x")
        return text + "b"

    assert edit_document(KEY, "one", TEXT, change) == "axb"
    assert seen == ["a", "ax"]


@pytest.mark.slow
def test_an_edit_that_always_loses_gives_up_and_says_of_what() -> None:
    create_document(KEY, "one", TEXT, "a")

    def overtaken(text: str) -> str:
        edit_document(KEY, "one", TEXT, lambda other: other + "x")
        return text + "b"

    with pytest.raises(EditConflictError, match="one"):
        edit_document(KEY, "one", TEXT, overtaken)
    assert load_document(KEY, "one", TEXT) == "a" + "x" * EDITS_AT_MOST


def test_a_declined_edit_and_one_of_nothing_change_nothing() -> None:
    assert edit_document(KEY, "one", TEXT, str.upper) is None
    assert load_document(KEY, "one", TEXT) is None
    create_document(KEY, "one", TEXT, "a")
    assert edit_document(KEY, "one", TEXT, lambda _: None) is None
    assert _item().version == 1


def test_what_is_there_already_is_not_created_again() -> None:
    assert create_document(KEY, "one", TEXT, "a")
    assert not create_document(KEY, "one", TEXT, "b")
    assert load_document(KEY, "one", TEXT) == "a"


def test_two_who_create_at_once_are_two_edits() -> None:
    seen: list[str | None] = []

    def change(text: str | None) -> str:
        seen.append(text)
        if len(seen) == 1:
            create_document(KEY, "one", TEXT, "x")
        return (text or "") + "b"

    assert create_or_edit_document(KEY, "one", TEXT, change) == "xb"
    assert seen == [None, "x"]


@pytest.mark.parametrize("version", [None, 3])
def test_what_is_deleted_during_an_edit_stays_deleted(version: int | None) -> None:
    WorkspaceItem(KEY, "one", document="a", version=version).save()

    def change(text: str) -> str:
        _item().delete()
        return text + "b"

    assert edit_document(KEY, "one", TEXT, change) is None
    assert load_document(KEY, "one", TEXT) is None


def test_an_item_from_before_versions_is_edited_once_at_a_time() -> None:
    save_document(KEY, "one", TEXT, "a")
    assert _item().version is None

    def change(text: str) -> str:
        if text == "a":
            edit_document(KEY, "one", TEXT, lambda other: other + "x")
        return text + "b"

    assert edit_document(KEY, "one", TEXT, change) == "axb"
    assert _item().version == 2


def test_an_edit_keeps_when_the_document_expires() -> None:
    create_document(KEY, "one", TEXT, "a", expires_at=NOW)
    edit_document(KEY, "one", TEXT, lambda text: text + "b")
    assert _item().expires_at == NOW


def test_what_is_removed_is_what_was_meant() -> None:
    assert not remove_document(KEY, "one", TEXT, is_meant=lambda _: True)
    create_document(KEY, "one", TEXT, "a")
    assert not remove_document(KEY, "one", TEXT, is_meant=lambda text: text == "b")
    assert load_document(KEY, "one", TEXT) == "a"

    def overtaken(text: str) -> bool:
        """Somebody saves another text after this one was looked at."""
        if text == "a":
            edit_document(KEY, "one", TEXT, lambda other: other + "x")
        return text == "a"

    assert not remove_document(KEY, "one", TEXT, is_meant=overtaken)
    assert load_document(KEY, "one", TEXT) == "ax"
    assert remove_document(KEY, "one", TEXT, is_meant=lambda text: text == "ax")
    assert load_document(KEY, "one", TEXT) is None


def test_a_removal_that_always_loses_gives_up_and_says_of_what() -> None:
    create_document(KEY, "one", TEXT, "a")

    def overtaken(_: str) -> bool:
        edit_document(KEY, "one", TEXT, lambda other: other + "x")
        return True

    with pytest.raises(EditConflictError, match="one"):
        remove_document(KEY, "one", TEXT, is_meant=overtaken)
    assert load_document(KEY, "one", TEXT) == "a" + "x" * EDITS_AT_MOST
