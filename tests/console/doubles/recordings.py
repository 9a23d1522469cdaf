"""Recordings of calls, in memory, and one that a customer agreed to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from functions.outreach.domain.conversation.state import (
    CallRecording,
    ConversationId,
    RecordingStatus,
)
from tenancy.tenant import TenantId

RECORDED = "RE" + "12" * 16
ASKED_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class FakeRecordings:
    """Files by conversation; an address says for how long it plays."""

    files: dict[str, set[str]] = field(default_factory=dict)

    def kept(self, tenant: TenantId, conversation: ConversationId) -> frozenset[str]:
        return frozenset(self.files.get(conversation, ()))

    def listen_link(
        self, tenant: TenantId, conversation: ConversationId, file: str, *, seconds: int
    ) -> str | None:
        kept = file in self.kept(tenant, conversation)
        return f"http://127.0.0.1:9/{tenant}/{conversation}/{file}?for={seconds}" if kept else None


def recorded_call() -> CallRecording:
    """A call whose customer agreed to be recorded."""
    return CallRecording(
        call="CA1",
        wording="May I record this call, so that Ada can listen to it later?",
        sha256="ef" * 32,
        asked_at=ASKED_AT,
        status=RecordingStatus.AGREED,
        answer="Yes, of course <b>Robert</b>.",
        answered_at=ASKED_AT + timedelta(seconds=20),
        file=RECORDED,
        seconds=95,
    )
