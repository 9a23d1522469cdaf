"""Whether a call is recorded: asked after the disclosure, begun by a clear yes, ended at a word.

The yes is stored by the step that decides it; only then does anything record. A no, silence and
whatever else is said mean that nothing is recorded, and the call goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import CustomerSaid, RecordingReady
from functions.outreach.domain.conversation.state import (
    CallRecording,
    RecordingStatus,
    State,
    UtterancePiece,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import heard_at_once
from functions.outreach.domain.steps.draft import Draft, Unsaid
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.rules.recording_answer import (
    RecordingAnswer,
    read_recording_answer,
)
from functions.product.channels import Channel

LONGEST_ANSWER = 600
"""Characters of the customer's words that are kept with the consent."""
_OVER = (State.CLOSED, State.TAKEN_OVER)


def greet(draft: Draft, greeting: tuple[UtterancePiece, ...]) -> tuple[UtterancePiece, ...]:
    """What of the greeting is spoken now; the rest waits for the answer about recording."""
    heard = heard_at_once(greeting)
    if len(heard) == len(greeting):
        return greeting
    question, call = heard[-1], draft.conversation.call
    asked = CallRecording(
        call=call,
        wording=question.text,
        sha256=question.sha256,
        asked_at=draft.now,
        then=greeting[len(heard) :],
    )
    others = (one for one in draft.conversation.recordings if one.call != call)
    draft.change(recordings=(*others, asked))
    return heard


def is_asked(draft: Draft) -> bool:
    """Whether the customer in this call has not yet answered if it may be recorded."""
    recording = draft.conversation.recording
    return recording is not None and recording.status is RecordingStatus.ASKED


def about_recording(draft: Draft, event: CustomerSaid) -> RecordingAnswer | None:
    """What these words say about the recording and about nothing else."""
    conversation = draft.conversation
    recording = conversation.recording
    silent = conversation.state in _OVER or draft.context.person.suppressed
    if event.channel is not Channel.VOICE or recording is None or silent:
        return None
    if conversation.screened == conversation.call or conversation.transfer is not None:
        return None
    answer = read_recording_answer(event.text, language=conversation.language)
    if answer is RecordingAnswer.STOP or is_asked(draft):
        return answer
    return None


def agree(draft: Draft, words: str) -> Unsaid | None:
    """The yes is stored with its question; recording begins once it is, and the call goes on."""
    recording = draft.conversation.recording
    if recording is None:
        return None
    _settle(draft, RecordingStatus.AGREED, words)
    draft.effect(EffectKind.RECORD_CALL, notice=recording.call)
    return go_on(draft, [Part.ACKNOWLEDGE], recording.then)


def refuse(draft: Draft, words: str) -> tuple[UtterancePiece, ...]:
    """Whatever is no clear yes is a no; what the call is about is still to be said."""
    recording = draft.conversation.recording
    if recording is None:
        return ()
    _settle(draft, RecordingStatus.REFUSED, words)
    return recording.then


def go_on(
    draft: Draft, lead: Sequence[Part | AnswerId], then: tuple[UtterancePiece, ...]
) -> Unsaid | None:
    """What the call is about follows, without a second disclosure in one breath."""
    spoken = draft.composed(lead, Channel.VOICE)
    pieces = (*(() if isinstance(spoken, Unsaid) else spoken), *then)
    if any(piece.part is Part.QUESTION for piece in then):
        draft.change(asked=Part.QUESTION)
    return draft.utter(pieces, channel=Channel.VOICE, purpose=Purpose.REPLY)


def stop_recording(draft: Draft) -> None:
    """Nothing more of this call is recorded; without a recording there is nothing to end."""
    recording = draft.conversation.recording
    if recording is None or recording.status is not RecordingStatus.AGREED:
        return
    _replace(draft, replace(recording, status=RecordingStatus.STOPPED, stopped_at=draft.now))
    draft.effect(EffectKind.STOP_RECORDING, notice=recording.call)


def recording_ready(draft: Draft, event: RecordingReady) -> None:
    """Kept where a yes to recording this call is stored, and deleted at the provider where not.

    Reported again it changes nothing.
    """
    recording = next((one for one in draft.conversation.recordings if one.call == event.call), None)
    if recording is not None and recording.file == event.file:
        return
    if recording is None or recording.agreed_at is None or recording.file:
        draft.effect(EffectKind.DROP_RECORDING, notice=event.file)
        return
    _replace(draft, replace(recording, file=event.file, seconds=event.seconds))
    draft.effect(EffectKind.KEEP_RECORDING, notice=event.file)


def _settle(draft: Draft, status: RecordingStatus, words: str) -> None:
    recording = draft.conversation.recording
    if recording is None:
        return
    answered = replace(
        recording,
        status=status,
        answer=words[:LONGEST_ANSWER],
        answered_at=draft.now,
        then=(),
    )
    _replace(draft, answered)


def _replace(draft: Draft, recording: CallRecording) -> None:
    draft.change(
        recordings=tuple(
            recording if one.call == recording.call else one
            for one in draft.conversation.recordings
        )
    )
