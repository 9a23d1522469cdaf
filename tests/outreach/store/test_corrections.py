"""A founder's corrections are settings: they come with the rest, and old ones make room."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.outreach.codec import to_json
from functions.outreach.domain.understanding.acts import (
    CORRECTIONS_AT_MOST,
    ActKind,
    Correction,
)
from functions.outreach.store import settings
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tests.outreach.approved import NOW, TENANT

pytestmark = pytest.mark.usefixtures("aws")


def _correction(turn: int, act: ActKind = ActKind.NOT_NOW) -> Correction:
    at = NOW + timedelta(minutes=turn)
    return Correction("c_1", turn, f"words {turn}", "en", "sms", "slots", act, (), "f_1", at)


def test_a_correction_comes_back_whole_and_replaces_the_one_before_it() -> None:
    settings.save_correction(TENANT, _correction(2))
    settings.save_correction(TENANT, _correction(2, ActKind.COMPLAINT))
    kept = (_correction(2, ActKind.COMPLAINT),)
    assert settings.load(TENANT).corrections == kept
    assert settings.load_corrections(TENANT, "c_1") == kept
    assert settings.load_corrections(TENANT, "c_") == ()


@pytest.mark.slow
def test_the_oldest_makes_room() -> None:
    with acting_for(TENANT), WorkspaceItem.batch_write() as batch:
        for turn in range(CORRECTIONS_AT_MOST):
            batch.save(
                WorkspaceItem(
                    pk=TenantKeys.settings(TENANT),
                    sk=f"correction#c_1#{turn}",
                    kind="correction",
                    document=to_json(_correction(turn)),
                )
            )
    settings.save_correction(TENANT, _correction(CORRECTIONS_AT_MOST))
    kept = {each.turn for each in settings.load(TENANT).corrections}
    assert kept == set(range(1, CORRECTIONS_AT_MOST + 1))
