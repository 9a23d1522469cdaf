"""The tables of channels and motions: complete, unambiguous, and the only ones of their kind."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontend_api.wording.terms import WORDS
from functions.customer_base.columns.refusing.refusals import PHONE
from functions.customer_base.columns.refusing.words import CHANNEL_WORDS
from functions.outreach.domain.campaigns.channel_health import pause_reason
from functions.outreach.domain.permission.table import TABLE, Jurisdiction
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.understanding.languages.tables import (
    LANGUAGES,
    load_reading_words,
)
from functions.product.channels import CHANNELS, Channel
from functions.product.motions import MOTIONS, Motion
from tests.source_trees import parsed, source_text

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"\w+")
OWN_TABLES = {"functions/product/channels.py", "functions/product/motions.py"}


def test_every_name_our_code_has_is_a_row() -> None:
    assert set(CHANNELS) == set(Channel)
    assert set(MOTIONS) == set(Motion)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("jurisdiction", Jurisdiction)
def test_every_channel_has_its_rule_everywhere(
    channel: Channel, jurisdiction: Jurisdiction
) -> None:
    assert TABLE.row(jurisdiction, channel).source


def test_lines_that_rows_name_are_parts_of_a_playbook() -> None:
    named = [line for row in CHANNELS.rows for line in (*row.lines, row.consent_line) if line]
    named += [line for row in MOTIONS.rows for line in (row.ask, row.after_ask) if line]
    assert set(named) <= set(Part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_customers_may_ask_for_every_channel_in_every_language(language: str) -> None:
    assert set(load_reading_words(language).channels) == {
        row.channel.value for row in CHANNELS.rows
    }


def test_headers_and_cells_may_name_every_channel() -> None:
    """Else a refusal of one channel alone is not read as one."""
    assert set(CHANNEL_WORDS) == {PHONE, *(row.channel.value for row in CHANNELS.rows)}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_that_fails_has_words_of_its_own(channel: Channel) -> None:
    assert pause_reason(channel) in WORDS


def test_the_order_of_setting_up_has_no_ties() -> None:
    assert len({row.setup_order for row in CHANNELS.rows}) == len(CHANNELS)


@pytest.mark.slow
def test_no_other_file_keeps_a_table_of_channels_or_motions() -> None:
    """Two entries keyed by a channel or a motion are the beginning of a tenth table."""
    assert not sorted(_tables_elsewhere())


def _tables_elsewhere() -> Iterator[str]:
    for root in ("functions", "frontend_api", "tenancy"):
        for path in sorted((ROOT / root).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name in OWN_TABLES:
                continue
            if not {"Channel", "Motion"} & set(WORD.findall(source_text(path))):
                continue
            for node in ast.walk(parsed(path)):
                keys = node.keys if isinstance(node, ast.Dict) else []
                if sum(_names_a_row(key) for key in keys) > 1:
                    yield f"{name}:{getattr(node, 'lineno', 0)}"


def _names_a_row(key: ast.expr | None) -> bool:
    return (
        isinstance(key, ast.Attribute)
        and isinstance(key.value, ast.Name)
        and key.value.id in {"Channel", "Motion"}
    )
