"""WhatsApp's templates as a founder submits them: the text to copy, and a sample for each number.

Twilio asks for samples; without them a text that begins or ends with a variable is not approved.
"""

from __future__ import annotations

from types import MappingProxyType

from functions.outreach.domain.playbooks.playbook import Line, Part, Playbook
from functions.outreach.domain.playbooks.whatsapp_templates import Template, templates_of
from functions.outreach.domain.settings import TenantSettings
from functions.product.channels import Channel
from tenancy.values.lazy_dataclass import dataclass

LETTERS_A_ROW = 78

_TITLES = MappingProxyType(
    {
        Part.OPENER: (
            "Opening a conversation",
            "Needed: without it the agent opens on another channel. One is enough to begin; each "
            "more reaches the customers whose facts fit it.",
        ),
        Part.FOLLOW_UP: (
            "Following up",
            "Without it the agent follows up on another channel.",
        ),
        Part.CALLBACK_RETURN: (
            "Returning when promised",
            "Without it the agent returns on another channel.",
        ),
    }
)
SAMPLES = MappingProxyType(
    {
        "first_name": "Ada",
        "founder": "Grace",
        "offer": "Growth",
        "product": "the product",
        "plan": "Starter",
        "tenure_months": "8",
        "limit_percent": "91",
        "feature": "Reports",
        "feature_uses": "42",
        "team_size": "6",
        "seats": "1",
        "churned_months": "3",
        "renewal_date": "January 15, 2027",
        "price": "$59 – $79",
        "slots": "1) Monday, 10:00 AM; 2) Tuesday, 2:00 PM",
        "slot": "Monday, 10:00 AM",
        "callback_time": "Monday, 10:00 AM",
        "minutes": "4",
        "page_url": "https://example.com/c/sample",
        "opt_out_hint": "Reply STOP to opt out.",
    }
)


@dataclass(frozen=True, slots=True)
class TemplateView:
    """One text to submit to WhatsApp, ready to copy."""

    line: Line
    text: str
    rows: int
    variables: tuple[tuple[int, str, str], ...]
    """(number, slot, sample for the reviewer)."""
    too_long: bool


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """The templates of one kind of touch; one with a ContentSid is enough."""

    title: str
    words: str
    templates: tuple[TemplateView, ...]
    missing: tuple[str, ...]

    @property
    def ready(self) -> int:
        return sum(bool(template.line.content_sid) for template in self.templates)


def whatsapp_texts(
    playbook: Playbook, settings: TenantSettings, *, business: str
) -> tuple[TemplateUse, ...]:
    """What to submit for this playbook; nothing while WhatsApp is not connected."""
    if not any(sender.channel is Channel.WHATSAPP for sender in settings.senders):
        return ()
    return tuple(
        TemplateUse(
            *_TITLES[use.part],
            templates=tuple(_view(template, business) for template in use.templates),
            missing=use.missing,
        )
        for use in templates_of(playbook)
    )


def _view(template: Template, business: str) -> TemplateView:
    variables = tuple(
        (number, slot, business if slot == "business" else SAMPLES.get(slot, slot))
        for number, slot in enumerate(template.slots, start=1)
    )
    rows = len(template.text) // LETTERS_A_ROW + 1
    return TemplateView(template.line, template.text, rows, variables, template.too_long)
