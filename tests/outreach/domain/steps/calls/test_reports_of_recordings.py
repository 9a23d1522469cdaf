"""Reports of a recorded call and of its file come in any order, twice and late: they end alike."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import CallEnd, CallEnded, RecordingReady
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.understanding.acts import ActKind
from tenancy.billing.usage import UsageKind
from tests.outreach.domain.sample_playbook import Walk
from tests.outreach.domain.steps.calls.test_recording import agreed, answered, says

ENDED = CallEnded("CA1", end=CallEnd.COMPLETED, seconds=60)
FILE = RecordingReady("CA1", file="RE1", seconds=42)
OF_FILES = (EffectKind.KEEP_RECORDING, EffectKind.DROP_RECORDING)


def refused() -> Walk:
    return says(answered(), "no", ActKind.DECLINED)


def opted_out() -> Walk:
    return says(agreed(), "stop", ActKind.OPT_OUT)


@pytest.mark.parametrize(
    ("begins", "kept"), [(agreed, True), (opted_out, True), (refused, False)],
    ids=["yes", "yes, then an opt-out", "no"],
)  # fmt: skip
def test_reports_of_one_recording_end_the_same_in_any_order_and_however_often(
    begins: Callable[[], Walk], kept: bool
) -> None:
    """A file is asked for once, and one that nobody agreed to is never kept."""

    def after(
        order: tuple[CallEnded | RecordingReady, ...],
    ) -> tuple[Conversation, set[EffectKind], int]:
        talk, became = begins(), list[EffectKind]()
        for report in order:
            talk.happens(report)
            became += [kind for kind in talk.kinds if kind in OF_FILES]
        if kept:
            assert became == [EffectKind.KEEP_RECORDING]
        seconds = sum(one.quantity for one in talk.usage if one.kind is UsageKind.VOICE_SECONDS)
        return replace(talk.talk, version=0), set(became), seconds

    told = (ENDED, FILE)
    expected = after(told)
    assert expected[1:] == ({OF_FILES[0] if kept else OF_FILES[1]}, 60)
    for order in set(itertools.permutations((*told, *told))):
        assert after(order) == expected
