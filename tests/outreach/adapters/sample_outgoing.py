"""Effects ready for a provider. All of it is sample data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId, UtterancePiece
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.ports import Outgoing
from functions.product.channels import Channel
from tests.outreach.approved import TENANT

NOW = datetime(2027, 3, 1, 15, 0, tzinfo=UTC)
OURS = "+12025550100"
TEMPLATE = "HX" + "a1" * 16


def outgoing(
    channel: Channel, *, to: str, purpose: Purpose = Purpose.REPLY,
    pieces: tuple[UtterancePiece, ...] = (), **changes: object,
) -> Outgoing:  # fmt: skip
    effect = Effect(
        EffectId("c_sampleb-1-0"),
        EffectKind.CONTACT_CUSTOMER,
        to=to,
        channel=channel,
        purpose=purpose,
        pieces=pieces,
        subject="About your plan",
    )
    made = Outgoing(
        tenant=TENANT,
        conversation=ConversationId("c_sampleb"),
        effect=effect,
        text="Hello from the AI assistant of Sample Desk.",
        from_address=OURS,
        from_name="Sample Desk",
        claimed_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]
