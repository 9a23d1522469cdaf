"""Fills a line's slots with true facts of the customer and the terms of the offer.

A slot that cannot be filled truthfully has no value, and a line that needs it cannot be used.
Nothing a customer wrote may ever become a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

from functions.product.channels import OptOut
from functions.product.customer_facts import CustomerFacts
from functions.product.limits import facts_stale
from functions.product.offers import Offer
from tenancy.values.lazy_dataclass import dataclass

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

MAY_BE_OUTDATED = FACT_SLOTS | {"plan"}
"""Slots that are stated of fresh facts alone."""

NEAR_LIMIT = 0.8
"""Below this share a line about the plan's limit would mislead (the default upsell threshold)."""

_NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’.-][^\W\d_]+)*\Z")
_LABEL = re.compile(r"[^\n\r{}<>]{1,80}\Z")
_LINKISH = re.compile(r"https?:|www\.|\S\.\w{2,}/|@", re.IGNORECASE)

_OPT_OUT_HINTS: dict[tuple[str, OptOut], str] = {
    ("en", OptOut.STOP_KEYWORD): "Reply STOP to opt out.",
    ("en", OptOut.KEY_NINE): "Say stop or press 9 at any time and I will not contact you again.",
    ("en", OptOut.LINK): "Want no more mails? One click at the end of this one is enough.",
    ("lt", OptOut.STOP_KEYWORD): "Norėdami atsisakyti, atsakykite STOP.",
    (
        "lt",
        OptOut.KEY_NINE,
    ): "Bet kada pasakykite „stop“ arba paspauskite 9 ir daugiau nebetrukdysiu.",
    ("lt", OptOut.LINK): "Nebenorite laiškų? Pakaks vieno paspaudimo šio laiško pabaigoje.",
    ("ru", OptOut.STOP_KEYWORD): "Чтобы отказаться, ответьте STOP.",
    ("ru", OptOut.KEY_NINE): "Скажите «стоп» или нажмите 9, и я больше не побеспокою.",
    ("ru", OptOut.LINK): "Не хотите писем? Достаточно одного нажатия в конце этого письма.",
}
"""(language, how the channel ends for good) → the words for it; other languages get English."""


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """Everything the slots of a line may be filled from."""

    customer: CustomerFacts
    business_name: str
    founder_name: str
    offer: Offer | None
    language: str
    time_zone: str
    """The customer's."""
    now: datetime
    meeting_minutes: int
    """How long the agent says a conversation with the founder takes."""
    page_url: str
    opt_out: OptOut
    """Whether the line is heard rather than read."""

    @property
    def today(self) -> date:
        """The customer's local date."""
        return self.now.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def outdated(self) -> bool:
        """Whether the customer's facts are too old to be stated."""
        known = self.customer
        return facts_stale(as_of=known.as_of, today=self.now.date(), synced=known.synced)


def slot_names(template: str) -> tuple[str, ...]:
    """The slot names of an approved text, in order. Raises ValueError if braces do not match."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def fill_slot(name: str, facts: SlotFacts) -> str:
    """The slot's value; empty if it cannot be filled truthfully."""
    if name in MAY_BE_OUTDATED and facts.outdated:
        return ""
    fill = _VALUES.get(name)
    return fill(facts) if fill is not None else ""


def fill_slots(names: Iterable[str], facts: SlotFacts) -> dict[str, str]:
    """Those of the slots that can be filled truthfully now."""
    filled = {name: fill_slot(name, facts) for name in names}
    return {name: value for name, value in filled.items() if value}


def first_name(facts: CustomerFacts) -> str:
    """The first word of the name if it looks like a name; otherwise empty."""
    first = facts.name.strip().split(" ")[0] if facts.name.strip() else ""
    return first if len(first) <= 30 and _NAME.match(first) else ""


def label(text: str) -> str:
    """A product, plan, offer or feature name if it is fit to be shown; otherwise empty."""
    plain = " ".join(text.split())
    return plain if _LABEL.match(plain) and not _LINKISH.search(plain) else ""


def months_between(start: date, end: date) -> int:
    """Whole calendar months from `start` to `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def _opt_out_hint(facts: SlotFacts) -> str:
    hint = _OPT_OUT_HINTS.get((facts.language, facts.opt_out))
    return hint or _OPT_OUT_HINTS["en", facts.opt_out]


def _price(facts: SlotFacts) -> str:
    if facts.offer is None or facts.offer.band is None:
        return ""
    from functions.outreach.domain.playbooks.localised_text import price_text

    return price_text(facts.offer.band, language=facts.language)


def _renewal_date(facts: SlotFacts) -> str:
    renews_on = facts.customer.renews_on
    if renews_on is None or renews_on < facts.today:
        return ""
    from functions.outreach.domain.playbooks.localised_text import date_text

    return date_text(renews_on, language=facts.language)


def _months_since(start: date | None, facts: SlotFacts) -> str:
    months = months_between(start, facts.today) if start else 0
    return str(months) if months >= 1 else ""


def _limit_percent(facts: SlotFacts) -> str:
    limit = facts.customer.limit_used or 0.0
    return str(int(limit * 100)) if limit >= NEAR_LIMIT else ""


def _feature_name(facts: SlotFacts) -> str:
    """The feature that was measured for this customer, else the one the offer is about."""
    trigger = facts.customer.trigger
    if trigger and trigger.kind in {"feature", "support_ask"} and trigger.fact:
        return trigger.fact
    return facts.offer.trigger_feature if facts.offer else ""


def _feature(facts: SlotFacts) -> str:
    name = _feature_name(facts)
    known = _uses(facts) > 0 or name in facts.customer.support_asks
    return label(name) if known else ""


def _uses(facts: SlotFacts) -> int:
    return facts.customer.feature_uses.get(_feature_name(facts), 0)


def _positive(number: int | None, *, least: int = 1) -> str:
    return str(number) if number is not None and number >= least else ""


_VALUES: Mapping[str, Callable[[SlotFacts], str]] = {
    "first_name": lambda facts: first_name(facts.customer),
    "business": lambda facts: label(facts.business_name),
    "founder": lambda facts: label(facts.founder_name),
    "offer": lambda facts: label(facts.offer.name) if facts.offer else "",
    "product": lambda facts: label(facts.customer.product),
    "plan": lambda facts: label(facts.customer.plan),
    "price": _price,
    "minutes": lambda facts: str(facts.meeting_minutes),
    "page_url": lambda facts: facts.page_url,
    "opt_out_hint": _opt_out_hint,
    "tenure_months": lambda facts: _months_since(facts.customer.plan_since, facts),
    "limit_percent": _limit_percent,
    "feature": _feature,
    "feature_uses": lambda facts: _positive(_uses(facts)),
    "team_size": lambda facts: _positive(facts.customer.team_size, least=2),
    "seats": lambda facts: str(facts.customer.seats) if facts.customer.seats else "",
    "churned_months": lambda facts: _months_since(facts.customer.churned_on, facts),
    "renewal_date": _renewal_date,
}
"""Slots that can be filled at any time; those of one utterance alone are offered times."""
