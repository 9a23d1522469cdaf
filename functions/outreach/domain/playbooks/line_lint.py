"""Checks a line before it is saved: what must be in it, what must not, and how long it may be.

It speaks to the founder in plain words and never changes a line. The guard checks again before
anything is sent; a lint is there so that no line ever fails the guard.
"""

from __future__ import annotations

import re
from decimal import Decimal

from functions.outreach.domain.playbooks.disclosure_words import says_an_ai_speaks
from functions.outreach.domain.playbooks.line_slots import FACT_SLOTS, slot_names
from functions.outreach.domain.playbooks.playbook import SELF_DISCLOSING, Line, Part
from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import plain
from functions.product.channels import CHANNELS, Channel
from functions.product.money import Money, amounts
from functions.product.motions import Motion
from functions.product.offers import PriceBand
from tenancy.values.lazy_dataclass import dataclass

SLOT_LENGTHS = {
    "first_name": 12,
    "business": 20,
    "founder": 18,
    "offer": 24,
    "product": 16,
    "plan": 14,
    "tenure_months": 2,
    "limit_percent": 3,
    "feature": 20,
    "feature_uses": 4,
    "team_size": 3,
    "seats": 3,
    "churned_months": 2,
    "renewal_date": 20,
    "price": 26,
    "slots": 110,
    "slot": 36,
    "callback_time": 36,
    "minutes": 2,
    "page_url": 60,
    "opt_out_hint": 64,
}
"""Slots a line may have, and the characters each is expected to take."""

_PRICE_FOR = re.compile(
    r"\{price\}\s*(?:/|(?:a|an|per|each|every|kas|už|в|за|каждый)\s+(?:month|year|seat|user|mėn|met|viet"
    r"|naudot|мес|год|мест)|(?:monthly|yearly|mėn|ежемесячно|ежегодно))",
    re.IGNORECASE,
)
_FOR_TWICE = "{price} says by itself what it is for (“$39 a month”). Take the words behind it out."
LONGEST_SUBJECT = 78
"""RFC 5322, 2.1.1: what mail programs are sure to show."""
NOT_SENT = frozenset(Part(row.consent_line) for row in CHANNELS.rows if row.consent_line)
"""Shown on the hosted page; no channel's length applies."""

_CARD = PhraseSet(
    (
        "(card|account|iban) (number|no|details|data)",
        "(credit|debit|bank) (card|cards)",
        "(cvv|cvc|iban)",
        "(pay|paying) (now|here|me|us|today|by card|with your card|online)",
        "(payment link|make a payment|send (money|the payment|payment)|checkout|enter your card)",
        "(buy|order|purchase|upgrade) (now|here|today)",
        "(korteles|kortele|sask*) (numer*|duomen*|kod*)",
        "(kredito|debeto|banko) kortel*",
        "(apmoket*|sumoket*|apmokek*|sumokek*|pervesk*|mokek*)",
        "(mokejimo nuorod*|pirkite dabar|uzsisakykite dabar)",
        "(номер|данные|реквизиты) (карты|карт|счета)",
        "(кредитн*|банковск*|дебетов*) карт*",
        "(оплатите|оплати|заплатите|переведите|внесите|оплатить сейчас)",
        "(ссылк* на оплату|купите сейчас|закажите сейчас|покупайте)",
    )
)
_DEAL = PhraseSet(
    (
        "(sign up|sign the|subscribe now|place an order|close the deal|complete the "
        "purchase|invoice)",
        "(pasirasyk*|uzsakykite|saskaita|sutarties pasirasym*)",
        "(подпишите договор|оформите заказ|счет на оплату|заключить сделку)",
    )
)
_TALK = PhraseSet(
    (
        "(conversation*|talk*|chat*|call|minutes|speak*|meet*)",
        "(pokalb*|pasikalb*|pakalb*|susitik*|min|minut*|kalb*|pasnek*)",
        "(разгов*|поговор*|бесед*|созвон*|встреч*|мин|минут*|обсуд*|пообщ*|звонок)",
    )
)


_RECORDS = PhraseSet(("record*", "(iras*|irasin*)", "(запис*|записыв*)"))
_TURNED_ROUND = PhraseSet(
    (
        "(mind|object|objection*|against|problem)",
        "(priestarau*|nepriestarau*|pries|problem*)",
        "(против|возраж*|проблем*)",
    )
)
"""Words by which a yes to the question would be a no."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line; `words` are for the founder."""

    rule: str
    words: str


def lint(
    line: Line,
    *,
    motion: Motion,
    language: str,
    business_name: str = "",
    band: PriceBand | None = None,
) -> tuple[Problem, ...]:
    """Everything that must be changed before the line can be approved; empty if it is fine."""
    try:
        names = slot_names(line.text)
    except ValueError:
        braces = "A { or } stands alone. Slots are written like {first_name}."
        return (Problem("braces", braces),)
    found = [
        *_empty(line),
        *_slots(names),
        *_disclosure(line, names, language=language, business_name=business_name),
        *_opener(line, names, motion),
        *_question(line),
        *_recording(line),
        *_handoff(line),
        *_price(line, names, band),
        *_payment(line),
        *_length(line),
    ]
    return tuple(found)


def filled_length(text: str) -> int:
    """Characters of a line once its slots are filled with values of ordinary length."""
    names = slot_names(text)
    bare = len(re.sub(r"\{[^{}]*\}", "", text))
    return bare + sum(SLOT_LENGTHS.get(name, 20) for name in names)


def _empty(line: Line) -> list[Problem]:
    return [] if line.text.strip() else [Problem("empty", "The line has no words yet.")]


def _slots(names: tuple[str, ...]) -> list[Problem]:
    return [
        Problem("slot", f"There is no slot {{{name}}}. Known slots: {', '.join(SLOT_LENGTHS)}.")
        for name in dict.fromkeys(names)
        if name not in SLOT_LENGTHS
    ]


def _disclosure(
    line: Line, names: tuple[str, ...], *, language: str, business_name: str
) -> list[Problem]:
    if line.part is not Part.DISCLOSURE and line.part not in SELF_DISCLOSING:
        return []
    found = []
    if not says_an_ai_speaks(line.text, language=language, business_name=business_name):
        found.append(Problem("disclosure_ai", "Say that an AI is speaking, in so many words."))
    named = "business" in names or (
        bool(business_name) and business_name.casefold() in line.text.casefold()
    )
    if not named:
        found.append(Problem("disclosure_business", "Name your business: write {business}."))
    if line.channel is Channel.SMS and "opt_out_hint" not in names:
        hint = "A first text message says how to stop: add {opt_out_hint}."
        found.append(Problem("disclosure_stop", hint))
    if line.part is Part.VOICEMAIL and "opt_out_hint" in names:
        words = "A recording hears no key and no word: say how to stop without {opt_out_hint}."
        found.append(Problem("voicemail_hint", words))
    if line.part is Part.STRANGER_CALL and set(names) - {"business"}:
        found.append(Problem("stranger_slot", "Nobody knows this caller: use {business} alone."))
    return found


def _opener(line: Line, names: tuple[str, ...], motion: Motion) -> list[Problem]:
    if line.part is not Part.OPENER or FACT_SLOTS & set(names):
        return []
    wanted = "{churned_months}" if motion is Motion.WIN_BACK else "{tenure_months}"
    words = f"An opener speaks of this customer's own situation: use a fact such as {wanted}."
    return [Problem("opener_fact", words)]


def _question(line: Line) -> list[Problem]:
    asked = len(re.findall(r"[?？]+", line.text))
    if line.part is not Part.QUESTION or asked == 1:
        return []
    return [Problem("one_question", f"Ask exactly one question; this asks {asked}.")]


def _recording(line: Line) -> list[Problem]:
    """Consent is taken from a plain yes, so the question must be one that a yes agrees to."""
    if line.part is not Part.RECORDING_CONSENT:
        return []
    words_of_line = plain(line.text)
    asked = len(re.findall(r"[?？]+", line.text))
    found = []
    if asked != 1 or not _RECORDS.search(words_of_line):
        found.append(
            Problem("recording_asks", "Ask one question: whether the call may be recorded.")
        )
    if _TURNED_ROUND.search(words_of_line):
        words = "Ask so that a yes means yes: “May I record …?”, not “Do you mind …?”."
        found.append(Problem("recording_turned_round", words))
    return found


def _handoff(line: Line) -> list[Problem]:
    if line.part is not Part.HANDOFF:
        return []
    words_of_line = plain(line.text)
    found = []
    if not _TALK.search(words_of_line):
        words = "Offer a conversation with the founder: say that it is one, or how long it takes."
        found.append(Problem("handoff_conversation", words))
    if _DEAL.search(words_of_line) or _CARD.search(words_of_line):
        words = "Lead to a conversation, never to an order, a signature or an invoice."
        found.append(Problem("handoff_transaction", words))
    return found


def _price(line: Line, names: tuple[str, ...], band: PriceBand | None) -> list[Problem]:
    if "price" in names and line.part is not Part.PRICE:
        return [Problem("price_part", "Only the price line may say {price}.")]
    twice = _PRICE_FOR.search(line.text)
    found = [Problem("price_for", _FOR_TWICE)] if twice else []
    return found + [
        Problem("price", _price_words(money, band))
        for money in amounts(line.text)
        if band is None or not _inside(money, band)
    ]


def _price_words(money: Money, band: PriceBand | None) -> str:
    if band is None:
        return f"“{money.words}” is a price, and this offer has no approved price band."
    return f"“{money.words}” is outside the approved price band. Use {{price}} instead."


def _inside(money: Money, band: PriceBand) -> bool:
    same = money.currency in ("", band.currency)
    return same and band.floor_cents <= money.amount * Decimal(100) <= band.ceiling_cents


def _payment(line: Line) -> list[Problem]:
    if not _CARD.search(plain(line.text)):
        return []
    words = "The agent never asks for a payment, a card or a bank account. Take that out."
    return [Problem("payment", words)]


def _length(line: Line) -> list[Problem]:
    if line.part in NOT_SENT:
        return []
    takes = filled_length(line.text)
    if line.part is Part.EMAIL_SUBJECT:
        if takes <= LONGEST_SUBJECT and "\n" not in line.text:
            return []
        return [Problem("length", f"A subject is one line of up to {LONGEST_SUBJECT} characters.")]
    # A general line may be sent by text message, so the shortest limit holds for it, unless it
    # carries times or a link, which have room of their own.
    channels = (line.channel,) if line.channel else tuple(CHANNELS)
    longest_first = sorted((CHANNELS[c] for c in channels), key=lambda spec: -spec.longest_line)
    return [
        Problem(
            "length",
            f"Too long for {spec.words.message}: about {takes} characters with its slots filled, "
            f"{spec.longest_line} fit.",
        )
        for spec in longest_first
        if takes > spec.longest_line
    ]
