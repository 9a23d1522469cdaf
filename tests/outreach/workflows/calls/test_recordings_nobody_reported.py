"""What was recorded of a call and never reported: asked for, decided like a report, never left."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.outreach.call_ports import FoundRecording
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import Event, RecordingReady
from functions.outreach.domain.conversation.state import (
    CallRecording,
    Conversation,
    EffectId,
    RecordingStatus,
    State,
)
from functions.outreach.ports import (
    AlreadyDone,
    Delivery,
    EffectStatus,
    InboundMessage,
    InDoubt,
    NotSent,
    Outgoing,
    ProviderBusy,
    Sent,
)
from functions.outreach.workflows.calls.find_call_end import (
    GIVE_UP_AFTER,
    LOOK_AFTER,
    LOOK_AGAIN_AFTER,
)
from functions.outreach.workflows.calls.keep_recording import DroppedRecordings, KeptRecordings
from functions.outreach.workflows.effects import perform as performing
from functions.outreach.workflows.effects.compose import Composer
from functions.outreach.workflows.effects.perform import Perform, Performed, perform
from tenancy.tenant import TenantId
from tests.outreach.approved import NOW, TENANT, conversation, settings
from tests.simulation.doubles.memory import FixedSettings, Memory
from tests.simulation.world import Cards, Links, PaperInvitations

EFFECT = EffectId("e-1")
FILE = "RE1"
READY = FoundRecording(FILE, seconds=12, under_way=False)
AGREED = CallRecording(
    "CA1",
    "May I record?",
    "ab",
    asked_at=NOW,
    status=RecordingStatus.AGREED,
    answer="yes",
    answered_at=NOW,
)


@dataclass
class Provider:
    """Has recordings of one call, and takes none back as long as it is down."""

    listed: tuple[FoundRecording, ...] | ProviderBusy = ()
    begins: Delivery = field(default_factory=lambda: Sent(FILE))
    audio: bytes | NotSent | ProviderBusy = b"sound"
    deletes: bool = True
    deleted: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> Delivery:
        return self.begins

    def find(self, outgoing: Outgoing) -> Delivery | None:
        return self.begins

    def list_of(self, call: str) -> tuple[FoundRecording, ...] | ProviderBusy:
        self.asked.append(call)
        return self.listed

    def fetch(self, file: str) -> bytes | NotSent | ProviderBusy:
        return self.audio

    def delete(self, file: str) -> bool:
        if self.deletes:
            self.deleted.append(file)
        return self.deletes


@dataclass
class Desk:
    """One conversation with one effect about its recording."""

    provider: Provider
    memory: Memory = field(default_factory=Memory)
    now_: datetime = NOW
    replies: list[tuple[Event | InboundMessage, str]] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return self.now_

    def reply(self, *, event: Event | InboundMessage, dedupe: str, **_: object) -> None:
        self.replies.append((event, dedupe))

    def files(self, tenant: TenantId, conversation: str) -> frozenset[str]:
        return frozenset(self.saved)

    def save(self, *_: object, file: str, **__: object) -> None:
        self.saved.append(file)

    def performs(self, *, after: timedelta = timedelta()) -> Performed | AlreadyDone:
        self.now_ += after
        composer = Composer(Cards(), PaperInvitations(), Links(), lambda *_: None)
        kept = KeptRecordings(
            self.provider,
            self,  # type: ignore[arg-type]  nothing is erased here
            self.memory,
        )
        ports = Perform(
            clock=self,
            conversations=self.memory,
            settings=FixedSettings(settings(), lambda: None),
            postbox=self,  # type: ignore[arg-type]  only replies are sent here
            providers={},
            senders={
                EffectKind.RECORD_CALL: self.provider,  # type: ignore[dict-item]  as the adapter
                EffectKind.KEEP_RECORDING: kept,
                EffectKind.DROP_RECORDING: DroppedRecordings(self.provider),
            },
            compose=composer.table(),
            recordings=self.provider,
        )
        return perform(ports, tenant=TENANT, conversation=self.talk.id, effect=EFFECT)

    @property
    def talk(self) -> Conversation:
        (kept,) = self.memory.partitions.values()
        return kept.conversation

    @property
    def due(self) -> dict[EffectId, datetime]:
        (kept,) = self.memory.partitions.values()
        return kept.due

    def hangs_up(self) -> None:
        talk = replace(self.talk, call="", version=self.talk.version + 1)
        self.memory.commit(self.talk, Step(talk), event_id="", now=self.now_)


def desk(
    provider: Provider,
    *,
    kind: EffectKind = EffectKind.RECORD_CALL,
    of: str = "CA1",
    file: str = "",
) -> Desk:
    here = Desk(provider)
    recording = replace(AGREED, file=file)
    before = conversation(state=State.TALKING, call="CA1", recordings=(recording,))
    here.memory.create(before, now=NOW)
    effect = Effect(EFFECT, kind, notice=of)
    here.memory.commit(
        before, Step(replace(before, version=1), effects=(effect,)), event_id="", now=NOW
    )
    return here


def begun(listed: tuple[FoundRecording, ...] | ProviderBusy) -> Desk:
    here = desk(Provider(listed))
    assert here.performs() == Performed(EffectStatus.DONE)
    assert here.due == {EFFECT: NOW + LOOK_AFTER}
    return here


def logged(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(one.levelname, one.msg) for one in caplog.records if one.levelname == "ERROR"]


def test_a_file_nobody_reported_is_found_once_the_call_is_over() -> None:
    here = begun((READY,))
    here.hangs_up()
    assert here.performs(after=LOOK_AFTER) == AlreadyDone()
    assert here.replies == [(RecordingReady("CA1", file=FILE, seconds=12), FILE)]
    assert here.due == {}


def test_it_is_not_asked_for_before_its_call_must_be_over() -> None:
    here = begun((READY,))
    here.performs(after=LOOK_AFTER - timedelta(seconds=1))
    assert (here.provider.asked, here.replies) == ([], [])


def test_what_was_reported_and_taken_is_not_looked_for_again() -> None:
    here = begun(())
    here.hangs_up()
    here.performs(after=LOOK_AFTER)
    assert (here.provider.asked, here.replies, here.due) == (["CA1"], [], {})


@pytest.mark.parametrize(
    "listed",
    [
        ProviderBusy("recordings_not_listed"),
        (READY, FoundRecording("RE2", seconds=0, under_way=True)),
    ],
    ids=["not listed", "not made yet"],
)
def test_what_is_not_known_yet_is_asked_again_for_a_day_and_then_the_operators(
    listed: tuple[FoundRecording, ...] | ProviderBusy, caplog: pytest.LogCaptureFixture
) -> None:
    here = begun(listed)
    here.hangs_up()
    here.performs(after=LOOK_AFTER)
    assert here.due == {EFFECT: here.now_ + LOOK_AGAIN_AFTER}
    assert logged(caplog) == []
    here.performs(after=GIVE_UP_AFTER)
    assert here.due == {}
    assert logged(caplog) == [("ERROR", "recordings_unknown")]


def test_while_the_call_goes_on_something_may_come_of_it() -> None:
    here = begun(())
    here.performs(after=LOOK_AFTER)
    assert here.due == {EFFECT: here.now_ + LOOK_AGAIN_AFTER}


def test_a_start_that_stays_in_doubt_is_the_operators_in_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    here = desk(Provider(begins=InDoubt("recording_not_ended")))
    assert here.performs() == Performed(EffectStatus.CLAIMED)
    assert here.performs(after=performing.RETRY_AFTER) == Performed(EffectStatus.CLAIMED)
    assert logged(caplog) == []
    assert here.performs(after=performing.GIVE_UP_AFTER) == Performed(EffectStatus.UNCONFIRMED)
    assert logged(caplog) == [("ERROR", "recordings_unknown")]
    assert here.due == {}


@pytest.mark.parametrize(
    ("audio", "file"),
    [
        (NotSent("recording_too_large"), FILE),
        (NotSent("recording_gone"), FILE),
        (b"sound", "another"),
    ],
    ids=["too large", "gone", "nobody agreed"],
)
def test_what_cannot_be_kept_is_deleted_at_the_provider(audio: bytes | NotSent, file: str) -> None:
    here = desk(Provider(audio=audio), kind=EffectKind.KEEP_RECORDING, of=FILE, file=file)
    assert here.performs() == Performed(EffectStatus.DONE)
    assert (here.provider.deleted, here.saved) == ([FILE], [])


@pytest.mark.parametrize("kind", [EffectKind.KEEP_RECORDING, EffectKind.DROP_RECORDING])
def test_a_file_that_stays_at_the_provider_for_good_is_the_operators(
    kind: EffectKind, caplog: pytest.LogCaptureFixture
) -> None:
    here = desk(Provider(deletes=False), kind=kind, of=FILE, file=FILE)
    assert here.performs() == Performed(EffectStatus.PENDING)
    assert logged(caplog) == []
    assert here.performs(after=performing.GIVE_UP_AFTER) == Performed(EffectStatus.FAILED)
    assert logged(caplog) == [("ERROR", "recording_left")]
    assert [one.__dict__["recording"] for one in caplog.records if one.levelname == "ERROR"] == [
        FILE
    ]
