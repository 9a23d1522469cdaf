"""The laws about recordings: each is shown a history that breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from functions.outreach.domain.conversation.state import CallRecording, RecordingStatus, Turn, Who
from functions.outreach.domain.playbooks.playbook import Part
from functions.product.channels import Channel
from tests.outreach.approved import NOW
from tests.simulation.broken_histories import (
    DISCLOSURE,
    PLAIN,
    TALK,
    broken,
    received,
    stepped,
)
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
    ENDS,
    AWishEndsARecording,
    NobodyElseIsOnARecording,
    NothingIsRecordedWithoutAYes,
)

ASKED = CallRecording("CA1", "May I record?", "ab", asked_at=NOW)
AGREED = replace(ASKED, status=RecordingStatus.AGREED, answer="yes", answered_at=NOW)
STOPPED = replace(AGREED, status=RecordingStatus.STOPPED, stopped_at=NOW)
SAID = Wrote(NOW, TALK.id, "p", Channel.VOICE, "yes")
BEGAN = RecordingBegan(NOW + timedelta(seconds=1), TALK.id, "CA1")
ENDED = RecordingEnded(NOW + timedelta(seconds=2), TALK.id, "CA1")


ASKS = received(DISCLOSURE, replace(PLAIN, part=Part.RECORDING_CONSENT), channel=Channel.VOICE)
OFFERS = received(PLAIN, channel=Channel.VOICE)


def stored(*recordings: CallRecording) -> Stepped:
    return stepped(replace(TALK, call="CA1", recordings=recordings))


def test_a_recording_without_a_stored_yes_is_seen() -> None:
    law = NothingIsRecordedWithoutAYes
    assert not broken(law(), [ASKS, SAID, stored(AGREED), BEGAN])
    assert broken(law(), [ASKS, SAID, BEGAN, stored(AGREED)]), "it began before the yes was stored"
    assert broken(law(), [ASKS, SAID, stored(ASKED), BEGAN])
    assert broken(law(), [ASKS, SAID, stored(replace(AGREED, call="CA2")), BEGAN])
    refused = replace(ASKED, status=RecordingStatus.REFUSED, answer="no", answered_at=NOW)
    assert broken(law(), [ASKS, SAID, stored(refused), BEGAN])


def test_a_yes_that_was_never_said_or_was_taken_back_is_seen() -> None:
    law = NothingIsRecordedWithoutAYes
    assert broken(law(), [ASKS, stored(AGREED), BEGAN])
    assert broken(law(), [ASKS, SAID, stored(replace(AGREED, answer="hello?")), BEGAN])
    assert broken(law(), [ASKS, SAID, stored(STOPPED), BEGAN])


def test_a_yes_to_anything_but_the_question_is_seen() -> None:
    law = NothingIsRecordedWithoutAYes
    assert broken(law(), [SAID, stored(AGREED), BEGAN]), "nobody asked"
    assert broken(law(), [ASKS, OFFERS, SAID, stored(AGREED), BEGAN])
    assert broken(law(), [ASKS, replace(SAID, text="hm"), SAID, stored(AGREED), BEGAN])
    assert broken(law(), [replace(ASKS, lost=True), SAID, stored(AGREED), BEGAN])
    twice = [stored(replace(AGREED, call="CA2")), replace(BEGAN, call="CA2")]
    assert broken(law(), [ASKS, SAID, stored(AGREED), BEGAN, *twice]), "one yes for two calls"


def test_a_recording_that_outlives_the_wish_that_it_ends_is_seen() -> None:
    wish = Turn(1, Who.CUSTOMER, Channel.VOICE, NOW + timedelta(seconds=5), text=ENDS[1])
    agreed = replace(TALK, call="CA1", recordings=(AGREED,), turns=(wish,))
    assert broken(AWishEndsARecording(), [stepped(agreed)])
    assert not broken(AWishEndsARecording(), [stepped(replace(agreed, recordings=(STOPPED,)))])
    assert not broken(AWishEndsARecording(), [stepped(replace(agreed, call=""))])
    before = replace(wish, at=NOW - timedelta(seconds=5))
    assert not broken(AWishEndsARecording(), [stepped(replace(agreed, turns=(before,)))])


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
