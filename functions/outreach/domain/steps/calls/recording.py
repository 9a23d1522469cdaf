"""Whether a call is recorded: asked after the disclosure, begun by a clear yes, ended at a word.

The yes is stored by the step that decides it; only then does anything record. A no, silence and
any other words mean that nothing is recorded, and the call goes on. Must never take for the answer
what answers something else, or words of somebody who did not hear the whole question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import CustomerSaid, RecordingReady
from functions.outreach.domain.conversation.state import (
    CallRecording,
    RecordingStatus,
    State,
    Turn,
    UtterancePiece,
    Who,
)
from functions.outreach.domain.conversation.turns import only_asks_to_record
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import heard_at_once, question_in
from functions.outreach.domain.steps.draft import Draft, Withheld
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.rules.recording_answer import (
    RecordingAnswer,
    read_recording_answer,
    wishes_no_recording,
)
from functions.product.channels import Channel

ENDS_WITHIN = timedelta(seconds=15)
"""A recording that is asked to end is over so much later; what lasts longer went on against it."""
LONGEST_ANSWER = 600
"""Characters of the customer's words that are kept with the consent."""
_OVER = (State.CLOSED, State.TAKEN_OVER)


def greet(
    draft: Draft, greeting: tuple[UtterancePiece, ...], *, asked: str | None = None
) -> tuple[UtterancePiece, ...]:
    """What of the greeting is spoken now; the rest waits for the answer about recording.

    `asked` is the hash of the question that is being spoken, where that was composed elsewhere and
    earlier: a setting or an approval may have changed since. None: what is asked is in `greeting`.
    """
    heard = heard_at_once(greeting)
    if asked is not None and asked != question_in(heard):
        pieces = tuple(one for one in greeting if one.part is not Part.RECORDING_CONSENT)
        # Nobody can show the words that were asked, so there is no yes to them.
        return _wait_for_answer(draft, pieces[:1], "", asked, pieces[1:]) if asked else pieces
    if len(heard) == len(greeting):
        return greeting
    question = heard[-1]
    return _wait_for_answer(draft, heard, question.text, question.sha256, greeting[len(heard) :])


def _wait_for_answer(
    draft: Draft,
    heard: tuple[UtterancePiece, ...],
    wording: str,
    sha256: str,
    then: tuple[UtterancePiece, ...],
) -> tuple[UtterancePiece, ...]:
    call = draft.conversation.call
    asked = CallRecording(call=call, wording=wording, sha256=sha256, asked_at=draft.now, then=then)
    others = (one for one in draft.conversation.recordings if one.call != call)
    draft.change(recordings=(*others, asked))
    return heard


def is_asked(draft: Draft) -> bool:
    """Whether the customer in this call has not yet answered if it may be recorded."""
    recording = draft.conversation.recording
    return recording is not None and recording.status is RecordingStatus.ASKED


def may_be_asked(draft: Draft) -> bool:
    """Whether nobody in this call has answered yet: one answer stands for the whole call."""
    return draft.conversation.recording is None or is_asked(draft)


def heed_wish(draft: Draft, words: str) -> bool:
    """End the recording if these words, on whatever channel, ask for that among other things."""
    recording = draft.conversation.recording
    if recording is None or recording.status is not RecordingStatus.AGREED:
        return False
    if not wishes_no_recording(words):
        return False
    stop_recording(draft)
    return True


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
    if answer is RecordingAnswer.STOP:
        return answer
    if event.call != recording.call:
        # Words in another call: who speaks there was asked something else.
        return None
    question = _asked_last(draft) if is_asked(draft) else None
    if question is None or (answer is RecordingAnswer.YES and not _was_heard(question)):
        return None
    return answer


def agree(draft: Draft, words: str) -> Withheld | None:
    """The yes is stored with its question; recording begins once it is, and the call goes on."""
    recording = draft.conversation.recording
    if recording is None:
        return None
    _settle(draft, RecordingStatus.AGREED, words)
    draft.effect(EffectKind.RECORD_CALL, notice=recording.call)
    return go_on(draft, [Part.ACKNOWLEDGE], recording.then)


def refuse(draft: Draft, words: str) -> tuple[UtterancePiece, ...]:
    """Whatever is no clear yes is a no; what the call is about is still to come."""
    recording = draft.conversation.recording
    if recording is None:
        return ()
    _settle(draft, RecordingStatus.REFUSED, words)
    return recording.then


def go_on(
    draft: Draft, lead: Sequence[Part | AnswerId], then: tuple[UtterancePiece, ...]
) -> Withheld | None:
    """What the call is about follows, without a second disclosure in one breath."""
    question, recording = _asked_last(draft), draft.conversation.recording
    wordless = recording is not None and not recording.wording
    if wordless or (question is not None and not _was_heard(question)):
        # Who speaks was in the part that was cut, or may have been, or the words are unknown.
        lead = [Part.DISCLOSURE, *lead]
    spoken = draft.composed(lead, Channel.VOICE)
    pieces = (*(() if isinstance(spoken, Withheld) else spoken), *then)
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
    """Kept where a yes to recording this call is stored, and deleted at the provider where not, or
    where it goes on after its end was asked for.

    Reported again it changes nothing.
    """
    recording = next((one for one in draft.conversation.recordings if one.call == event.call), None)
    if recording is not None and recording.file == event.file:
        return
    if recording is None or recording.file or not _is_agreed_to(recording, event.seconds):
        draft.effect(EffectKind.DROP_RECORDING, notice=event.file)
        return
    _replace(draft, replace(recording, file=event.file, seconds=event.seconds))
    draft.effect(EffectKind.KEEP_RECORDING, notice=event.file)


def _is_agreed_to(recording: CallRecording, seconds: int) -> bool:
    """Whether all of so long a file was agreed to."""
    if recording.agreed_at is None:
        return False
    stopped = recording.stopped_at
    return stopped is None or timedelta(seconds=seconds) <= (
        stopped - recording.agreed_at + ENDS_WITHIN
    )


def _asked_last(draft: Draft) -> Turn | None:
    """The turn that asked about recording, if no turn of the call stands between it and the words
    that are being decided on: those then answer it."""
    recording = draft.conversation.recording
    spoken = [turn for turn in draft.conversation.turns if turn.channel is Channel.VOICE]
    if recording is None or len(spoken) < 2:
        return None
    before = spoken[-2]
    asks = before.who is Who.AGENT and before.at == recording.asked_at
    return before if asks and only_asks_to_record(before) else None


def _was_heard(question: Turn) -> bool:
    """Whether all of it was, as far as anybody knows."""
    return not question.undelivered and question.cut_at in (None, question.text)


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
