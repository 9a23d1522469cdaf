"""The table of exports: what each row must say, and that no file is taken for one by chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.customer_base.columns.canonical import BY_NAME
from functions.customer_base.columns.column import plain
from functions.customer_base.columns.header_matching import EXACT, match_headers
from functions.customer_base.columns.presets.catalogue import PRESETS, recognise
from functions.customer_base.columns.presets.preset import Preset
from functions.customer_base.columns.vocabulary import STATUSES
from functions.customer_base.parsing.cell_sql import CANCELS_LATER_STATUS
from tests.customer_base.awkward_files import CORPUS

EVERYDAY = {word for word in EXACT if not word.endswith(" utc")}
"""Stripe alone writes the zone of its days into their headers."""
README = Path(__file__).parents[3] / "README.md"


def by_name(preset: Preset) -> str:
    return preset.name


def headers_of(preset: Preset) -> list[str]:
    text = (CORPUS / f"export-{preset.name.replace('_', '-')}.csv").read_text(encoding="utf-8")
    head = text.splitlines()[0]
    return head.split(";" if ";" in head else ",")


def test_a_file_of_every_everyday_word_is_no_vendors_export() -> None:
    assert recognise(sorted(EVERYDAY)) is None


@pytest.mark.parametrize(
    "headers",
    [
        "id,email,name,locale,plan,status,mrr,first payment date",
        "customer_id,email,name,plan,interval,status,first payment date,plan since,seats,mrr",
        "customer_id,email,subscription_status,plan,activated_at,cancelled_at",
        "id,email,name,phone,plan,status,created",
        "uuid,email,mrr,status,currency,country",
    ],
)
def test_a_table_of_the_founders_own_is_matched_header_by_header(headers: str) -> None:
    assert match_headers(headers.split(",")).preset == ""


@pytest.mark.parametrize("preset", PRESETS, ids=by_name)
def test_an_export_is_recognised_as_itself_in_any_order_of_its_columns(preset: Preset) -> None:
    rows = [["ctm_1"]] if preset.signature.ids[0] else []
    headers = headers_of(preset)
    assert recognise(headers, rows) is preset
    assert recognise(headers[::-1]) is preset


@pytest.mark.parametrize("preset", PRESETS, ids=by_name)
def test_an_export_without_what_only_its_vendor_writes_is_not_recognised(preset: Preset) -> None:
    telling = {*preset.signature.any_of, *preset.signature.all_of} - EVERYDAY
    assert telling, "a signature has headers that are no everyday words"
    others = [one for one in headers_of(preset) if plain(one) not in telling]
    assert recognise(others) is not preset


@pytest.mark.parametrize("preset", PRESETS, ids=by_name)
def test_a_row_names_columns_statuses_and_headers_that_exist(preset: Preset) -> None:
    signature = preset.signature
    assert set(preset.meaning.values()) | set(preset.elsewhere) <= set(BY_NAME)
    assert set(preset.statuses.values()) <= {*STATUSES.values(), CANCELS_LATER_STATUS}
    spelled = {*signature.all_of, *signature.any_of, *preset.meaning, *preset.left_out}
    assert {plain(header) for header in spelled | set(preset.from_memory)} == spelled | set(
        preset.from_memory
    )
    assert signature.at_least <= len(signature.any_of)
    assert preset.read_at
    assert preset.id_space
    assert set(preset.from_memory) <= spelled, "each was written down for a reason"


def test_the_readme_lists_the_exports_whose_headers_were_not_seen() -> None:
    unseen = ", ".join(sorted(preset.label for preset in PRESETS if not preset.checked))
    assert f"Not seen written by their vendor: {unseen}." in README.read_text(encoding="utf-8")
    assert all(preset.from_memory for preset in PRESETS if not preset.checked)


def test_a_column_an_export_does_not_use_is_matched_or_asked_about() -> None:
    headers = "id,Customer ID,Status,Created (UTC),Start (UTC),Phone,Team"
    found = match_headers(headers.split(","))
    assert found.preset == "stripe_subscriptions"
    assert found.mapping["Phone"] == "phone"
    assert found.mapping["Team"] == "team_size"
    assert "Created (UTC)" in found.mapping
