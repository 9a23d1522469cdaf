"""What may stand in a line's slots: true facts of the customer, the terms and the calendar.

A slot that cannot be filled truthfully has no value, and a line that needs it cannot be said.
Nothing a customer wrote ever becomes a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from string import Formatter
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency

from functions.outreach.domain.calendar.founder_calendar import Slot
from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.playbooks.playbook import PriceBand
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts

FACT_SLOTS = frozenset(
    {
        "tenure_months",
        "limit_percent",
        "feature",
        "feature_uses",
        "team_size",
        "seats",
        "churned_months",
        "renewal_date",
    }
)
"""Slots that hold a usage or tenure fact. An opener needs at least one of them."""

NEAR_LIMIT = 0.8
"""Below this share a line about the plan's limit would mislead (the default upsell threshold)."""

_NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\Z")
_LABEL = re.compile(r"[^\n\r{}<>]{1,80}\Z")
_LINKISH = re.compile(r"https?:|www\.|\S\.\w{2,}/|@", re.IGNORECASE)

_OPT_OUT_HINTS: dict[tuple[str, bool], str] = {
    ("en", False): "Reply STOP to opt out.",
    ("en", True): "Say stop or press 9 at any time and I will not contact you again.",
    ("lt", False): "Norėdami atsisakyti, atsakykite STOP.",
    ("lt", True): "Bet kada pasakykite „stop“ arba paspauskite 9 ir daugiau nebetrukdysiu.",
    ("ru", False): "Чтобы отказаться, ответьте STOP.",
    ("ru", True): "Скажите «стоп» или нажмите 9, и я больше не побеспокою.",
}
"""(language, spoken) → how to opt out. Other languages get the keyword every carrier knows."""


_DAY_IN_FULL = {"en": "EEEE, MMMM d", "lt": "EEEE, MMMM d 'd'.", "ru": "EEEE, d MMMM"}
"""Unabbreviated days; the locale data of other languages words them well by itself."""


def slot_names(template: str) -> tuple[str, ...]:
    """The slot names of an approved text, in order. Raises ValueError if braces do not match."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def locale_of(language: str) -> Locale:
    """Babel's locale, English where Babel has none."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def first_name(facts: CustomerFacts) -> str:
    """The first word of the name if it looks like a name; otherwise empty."""
    first = facts.name.strip().split(" ")[0] if facts.name.strip() else ""
    return first if len(first) <= 30 and _NAME.match(first) else ""


def label(text: str) -> str:
    """A product, plan, offer or feature name that may be said; empty if it may not."""
    plain = " ".join(text.split())
    return plain if _LABEL.match(plain) and not _LINKISH.search(plain) else ""


def months_between(start: date, end: date) -> int:
    """Whole calendar months from `start` to `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def price_text(band: PriceBand, *, language: str) -> str:
    """The approved band as the only amounts that may be said."""
    locale = locale_of(language)
    pattern = locale.currency_formats["standard"].pattern
    if band.floor_cents % 100 == 0 and band.ceiling_cents % 100 == 0:
        pattern = pattern.replace(".00", "")
    floor, ceiling = (
        _plain(
            format_currency(
                Decimal(cents) / 100, band.currency, pattern, locale, currency_digits=False
            )
        )
        for cents in (band.floor_cents, band.ceiling_cents)
    )
    return floor if floor == ceiling else f"{floor} – {ceiling}"


def moment_text(moment: datetime, *, language: str, zone: str) -> str:
    """An instant in words, in the customer's zone: day, date and time."""
    locale = locale_of(language)
    local = moment.astimezone(ZoneInfo(zone))
    pattern = _DAY_IN_FULL.get(language)
    day = (
        format_date(local.date(), pattern, locale)
        if pattern
        else format_skeleton("MMMMEEEEd", local, locale=locale)
    )
    clock = format_time(local.time(), format="short", locale=locale)
    return f"{_plain(day)}, {_plain(clock)}"


def slots_text(offered: tuple[Slot, ...], *, language: str, zone: str, spoken: bool) -> str:
    """Two or three times as numbered options, or as a spoken "a, b or c"."""
    words = [moment_text(slot.start, language=language, zone=zone) for slot in offered]
    if spoken:
        return _plain(format_list(words, style="or", locale=locale_of(language)))
    return "; ".join(f"{number}) {word}" for number, word in enumerate(words, start=1))


def values(conversation: Conversation, context: StepContext, channel: Channel) -> dict[str, str]:
    """Every slot that can be filled truthfully now, apart from those of one utterance alone."""
    terms, facts, language = conversation.terms, conversation.facts, conversation.language
    offer = terms.offer
    spoken = channel is Channel.VOICE
    hint = _OPT_OUT_HINTS.get((language, spoken)) or _OPT_OUT_HINTS["en", spoken]
    found = {
        "first_name": first_name(facts),
        "business": label(terms.business_name),
        "founder": label(terms.founder_name),
        "offer": label(offer.name) if offer else "",
        "product": label(facts.product),
        "plan": label(facts.plan),
        "price": price_text(offer.band, language=language) if offer and offer.band else "",
        "minutes": str(context.bandwidth.said_minutes),
        "page_url": context.page_url,
        "opt_out_hint": hint,
        **_fact_values(conversation, context.now),
    }
    return {name: value for name, value in found.items() if value}


def utterance_values(
    conversation: Conversation,
    channel: Channel,
    *,
    offered: tuple[Slot, ...] = (),
    slot: Slot | None = None,
    callback_at: datetime | None = None,
) -> Mapping[str, str]:
    """The slots that belong to one utterance: offered times, the chosen one, the callback."""
    language, zone = conversation.language, conversation.time_zone
    found: dict[str, str] = {}
    if offered:
        spoken = channel is Channel.VOICE
        found["slots"] = slots_text(offered, language=language, zone=zone, spoken=spoken)
    if slot is not None:
        found["slot"] = moment_text(slot.start, language=language, zone=zone)
    if callback_at is not None:
        found["callback_time"] = moment_text(callback_at, language=language, zone=zone)
    return found


def _fact_values(conversation: Conversation, now: datetime) -> dict[str, str]:
    facts, offer = conversation.facts, conversation.terms.offer
    today = now.astimezone(ZoneInfo(conversation.time_zone)).date()
    tenure = months_between(facts.plan_since, today) if facts.plan_since else 0
    gone = months_between(facts.churned_on, today) if facts.churned_on else 0
    trigger = facts.trigger
    limit = facts.limit_used or 0.0
    named = trigger.fact if trigger and trigger.kind in {"feature", "support_ask"} else ""
    feature = named or (offer.trigger_feature if offer else "")
    uses = facts.feature_uses.get(feature, 0)
    known = uses > 0 or feature in facts.support_asks
    renewal = facts.renews_on if facts.renews_on and facts.renews_on >= today else None
    locale = locale_of(conversation.language)
    return {
        "tenure_months": str(tenure) if tenure >= 1 else "",
        "limit_percent": str(int(limit * 100)) if limit >= NEAR_LIMIT else "",
        "feature": label(feature) if known else "",
        "feature_uses": str(uses) if uses > 0 else "",
        "team_size": str(facts.team_size) if facts.team_size and facts.team_size > 1 else "",
        "seats": str(facts.seats) if facts.seats else "",
        "churned_months": str(gone) if gone >= 1 else "",
        "renewal_date": _plain(format_date(renewal, format="long", locale=locale))
        if renewal
        else "",
    }


def _plain(text: str) -> str:
    """Narrow and no-break spaces as ordinary ones: SMS would switch its whole alphabet for them."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").strip()
