"""The laws about recordings: each is shown a history that breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from functions.outreach.domain.conversation.state import CallRecording, RecordingStatus
from functions.product.channels import Channel
from tests.outreach.approved import NOW
from tests.simulation.broken_histories import TALK, broken, stepped
from tests.simulation.history import (
    CallOver,
    FounderJoined,
    FounderRung,
    RecordingBegan,
    RecordingEnded,
    Stepped,
    Wrote,
)
from tests.simulation.laws.calls import (
    NobodyElseIsOnARecording,
    NothingIsRecordedWithoutAYes,
)

ASKED = CallRecording("CA1", "May I record?", "ab", asked_at=NOW)
AGREED = replace(ASKED, status=RecordingStatus.AGREED, answer="yes", answered_at=NOW)
STOPPED = replace(AGREED, status=RecordingStatus.STOPPED, stopped_at=NOW)
SAID = Wrote(NOW, TALK.id, "p", Channel.VOICE, "yes")
BEGAN = RecordingBegan(NOW + timedelta(seconds=1), TALK.id, "CA1")
ENDED = RecordingEnded(NOW + timedelta(seconds=2), TALK.id, "CA1")


def stored(*recordings: CallRecording) -> Stepped:
    return stepped(replace(TALK, call="CA1", recordings=recordings))


def test_a_recording_without_a_stored_yes_is_seen() -> None:
    law = NothingIsRecordedWithoutAYes
    assert not broken(law(), [SAID, stored(AGREED), BEGAN])
    assert broken(law(), [SAID, BEGAN, stored(AGREED)]), "it began before the yes was stored"
    assert broken(law(), [SAID, stored(ASKED), BEGAN])
    assert broken(law(), [SAID, stored(replace(AGREED, call="CA2")), BEGAN])
    refused = replace(ASKED, status=RecordingStatus.REFUSED, answer="no", answered_at=NOW)
    assert broken(law(), [SAID, stored(refused), BEGAN])


def test_a_yes_that_was_never_said_or_was_taken_back_is_seen() -> None:
    law = NothingIsRecordedWithoutAYes
    assert broken(law(), [stored(AGREED), BEGAN])
    assert broken(law(), [SAID, stored(replace(AGREED, answer="hello?")), BEGAN])
    assert broken(law(), [SAID, stored(STOPPED), BEGAN])


def test_a_founder_on_a_recording_is_seen() -> None:
    law, late = NobodyElseIsOnARecording, NOW + timedelta(seconds=9)
    rung, joined = FounderRung(late, TALK.id, "CA1"), FounderJoined(late, TALK.id, "CA1")
    assert not broken(law(), [BEGAN, ENDED, rung, joined])
    assert broken(law(), [BEGAN, rung])
    assert broken(law(), [BEGAN, joined])


def test_a_recording_that_outlives_its_call_is_seen() -> None:
    over = CallOver(NOW, TALK.id, "CA1", human=True, seconds=20)
    assert not broken(NobodyElseIsOnARecording(), [BEGAN, ENDED, over])
    assert broken(NobodyElseIsOnARecording(), [BEGAN, over])
