"""What a step may consult besides the conversation and the event, put together from settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from functions.outreach.domain.conversation import Conversation, PersonHistory, Surroundings
from functions.outreach.domain.playbook import Playbook
from functions.outreach.domain.tenant_settings import TenantSettings


def surroundings_of(
    conversation: Conversation,
    *,
    settings: TenantSettings,
    now: datetime,
    page_url: str = "",
    unsubscribe_url: str = "",
) -> Surroundings:
    """Raises LookupError when the campaign's founder has no bandwidth (the launch gate asks it)."""
    terms = conversation.terms
    bandwidth = settings.bandwidth(terms.founder)
    if bandwidth is None:
        raise LookupError("the campaign's founder has no bandwidth set")
    playbook = settings.playbook(terms.motion, conversation.language)
    return Surroundings(
        now=now,
        playbook=playbook or Playbook(terms.motion, conversation.language, ()),
        rules=settings.rules,
        person=history(conversation, now=now),
        bandwidth=bandwidth,
        answers=settings.answers,
        page_url=page_url,
        unsubscribe_url=unsubscribe_url,
    )


def history(conversation: Conversation, *, now: datetime) -> PersonHistory:
    """Touches of the last 7 days: what came before this conversation and its own."""
    week_ago = now - timedelta(days=7)
    own = tuple(touch.at for touch in conversation.touches if not touch.failed)
    return replace(
        conversation.prior,
        touched_at=tuple(
            sorted(at for at in (*conversation.prior.touched_at, *own) if at > week_ago)
        ),
    )
