"""The one message that may be left on a machine: approved, agreed to, and once in a campaign.

It is heard as it is and never answered, so it says by itself that an AI speaks, and how to stop.
"""

from __future__ import annotations

from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.state import Conversation, UtterancePiece
from functions.outreach.domain.permission.evidence import consent_proof
from functions.outreach.domain.permission.table import Condition
from functions.outreach.domain.playbooks.disclosure_words import discloses
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import MissingLine, say_line
from functions.product.channels import Channel

HINT = "opt_out_hint"
"""Says to press a key or to say a word, which a recording cannot hear."""


def voicemail_of(conversation: Conversation, context: StepContext) -> UtterancePiece | None:
    """The message, if one may be left in this conversation; permission of the touch aside."""
    if _was_left(conversation) or not _agreed_to_voice(conversation, context):
        return None
    made = say_line(
        Part.VOICEMAIL, conversation=conversation, context=context, channel=Channel.VOICE
    )
    if isinstance(made, MissingLine) or HINT in dict(made.slots):
        return None
    own = discloses(
        made.text,
        language=conversation.language,
        business_name=conversation.terms.business_name,
    )
    return made if own else None


def _was_left(conversation: Conversation) -> bool:
    return any(piece.part is Part.VOICEMAIL for t in conversation.turns for piece in t.pieces)


def _agreed_to_voice(conversation: Conversation, context: StepContext) -> bool:
    """Whether the person agreed to calls, whatever else may permit one here."""
    records = (*conversation.facts.consents, *conversation.earned)
    return bool(
        consent_proof(
            Condition.WRITTEN_AI_VOICE_CONSENT,
            channel=Channel.VOICE,
            records=records,
            soft_opt_in=None,
            now=context.now,
        )
    )
