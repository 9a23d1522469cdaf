"""The founder's words for the names in the code: motions, states, rules, usage, verdicts.

A name without a word here is shown with its underscores as spaces, never hidden.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from frontend_api.wording.formats import joined
from frontend_api.wording.refusals import REFUSALS
from functions.product.channels import CHANNELS
from functions.product.motions import MOTIONS

if TYPE_CHECKING:
    from functions.outreach.domain.conversation.effects import Effect

WORDS: dict[str, str] = {
    **{row.motion: row.name for row in MOTIONS.rows},
    **{row.channel: row.words.name for row in CHANNELS.rows},
    # Conversation states and outcomes
    "waiting": "Waiting to open",
    "opened": "Opened",
    "talking": "Talking",
    "offering": "Offering times",
    "callback": "Callback promised",
    "booked": "Booked",
    "taken_over": "With you",
    "closed": "Closed",
    "declined": "Declined",
    "opted_out": "Opted out",
    "wrong_person": "Wrong person",
    "unreachable": "Unreachable",
    "asked_opt_out": "Asked whether to stop",
    "asked_wrong_person": "Asked whether this is the wrong person",
    "needs_founder": "Needs you",
    "expired": "Expired",
    "withdrawn:answered": "Not sent any more: the customer had answered",
    "withdrawn:booked": "Not sent any more: booked by then",
    "withdrawn:callback": "Not sent any more: a return was promised by then",
    "withdrawn:cancelled": "Not sent any more: the booking was cancelled",
    "withdrawn:closed": "Not sent any more: the conversation had ended",
    "withdrawn:not_agreed": "Not begun any more: the customer ended it, or the call was over",
    "withdrawn:moved": "Not sent any more: the booking was moved",
    "withdrawn:promise_changed": "Not sent any more: another return was promised",
    "withdrawn:taken_over": "Not sent any more: you had taken over",
    # Who signs in
    "owner": "Owner",
    "member": "Member",
    "viewer": "Viewer",
    # Imports
    "waiting_for_files": "Waiting for files",
    "inspecting": "Looking at the files",
    "needs_mapping": "Needs your column check",
    "needs_approval": "Needs your answer",
    "base_kept": "Not taken over",
    "done": "Done",
    "failed": "Failed",
    # Campaigns and bookings
    "draft": "Draft",
    "running": "Running",
    "paused": "Paused",
    "stopped": "Stopped",
    "exhausted": "Everybody opened",
    "whatsapp_failing": "half of the last hours' WhatsApp messages failed; look at the channel",
    "sms_failing": "half of the last hours' text messages failed; look at the channel",
    "voice_failing": "half of the last hours' calls failed; look at the channel",
    "email_failing": "half of the last hours' mails failed; look at the channel",
    "won": "Won",
    "lost": "Lost",
    "no_show": "No-show",
    "cancelled": "Cancelled",
    "not_marked": "Past: say how it went",
    # Offers
    "add_on": "Add-on",
    "tier": "Higher tier",
    "feature": "Premium feature",
    "seats": "Seats",
    "sister_product": "Sister product",
    "return_offer": "Return offer",
    "limit": "Near a plan limit",
    "support_ask": "Asked support about it",
    "return": "Left, may return",
    # Usage
    "reached": "Reached conversations",
    "voice_seconds": "Voice time (seconds)",
    "voice_minutes": "Voice minutes",
    # Verdicts
    "pass": "Pass",
    "fail": "Fail",
    "unknown": "Unknown",
    # What an opt-out is kept with
    "customer": "Customer record",
    # Inbox
    "unknown_question": "Question without an approved answer",
    "late_message": "Message after the conversation closed",
    # What was done in the outside world
    "speak": "Words in the call",
    "hang_up": "End of the call",
    "invite_customer": "Invitation to the customer",
    "notify_founder": "Mail to you",
    "create_event": "Entry in your calendar",
    "record_call": "Recording of the call begun",
    "stop_recording": "Recording of the call ended",
    "keep_recording": "Recording fetched and kept",
    "drop_recording": "Recording nobody agreed to, deleted unheard",
    "recording_asked": "asked, no answer",
    "recording_agreed": "agreed to",
    "recording_refused": "not agreed to",
    "recording_stopped": "agreed to, then ended",
    "watch_call": "Look at how long their call may last, and how it ended",
    "cancel_event": "Invitation taken back from the customer",
    # Languages the starters ship in, and others that customers have
    "en": "English",
    "lt": "Lithuanian",
    "ru": "Russian",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "lv": "Latvian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}

HELP: Mapping[str, tuple[str, str]] = {
    "motion": (
        "What is a motion?",
        "What you want of a customer now: an upsell, a cross-sell, keeping them, winning them "
        "back, or a renewal. Every customer is in exactly one, the decision closest on their "
        "calendar, or in none with the reason.",
    ),
    "rehearsal": (
        "What is a rehearsal?",
        "You, or made-up customers, talk with the very agent that will talk to yours: with your "
        "lines, your answers and your free times. In the browser nothing is sent. A change of a "
        "line, an offer or an answer makes it outdated.",
    ),
    "bandwidth": (
        "What is bandwidth?",
        "How many conversations you can take: your hours, and how many a day and a week. The agent "
        "books only inside it, and opens no more conversations than it can serve.",
    ),
    "touch": (
        "What is a touch?",
        "One message or call of the agent on one channel: the first, or a follow-up. An answer to "
        "what a customer just wrote is none, so the limits below never leave one unanswered.",
    ),
}
"""Word of ours → the question a newcomer asks, and its answer."""

PART_WORDS: dict[str, str] = {
    "disclosure": "Disclosure: an AI, for whom",
    "opener": "Opener: the customer's own situation",
    "question": "The one qualifying question",
    "handoff": "Handoff to a conversation with you",
    "continue": "Continuing on a second channel",
    "follow_up": "Follow-up",
    "acknowledge": "Acknowledgement",
    "not_now": "Not now",
    "decline": "Polite no",
    "opt_out": "Opt-out confirmation",
    "are_you_a_person": "“Are you a person?”",
    "price": "Price inside your band",
    "price_to_founder": "Price goes to you",
    "unknown_answer": "When there is no approved answer",
    "callback_offer": "Callback offer",
    "callback_confirm": "Callback confirmation",
    "callback_return": "Returning at the promised time",
    "slot_offer": "Offering times",
    "slot_taken": "That time was just taken",
    "slot_read_back": "Chosen time, read back in a call",
    "slot_confirm": "Booking confirmation",
    "no_slots": "No free times",
    "slot_conflict": "Apology for a calendar conflict",
    "slot_moved": "You moved the conversation",
    "slot_check": "Your calendar cannot be asked just now",
    "booking_cancelled": "Booking cancelled",
    "voicemail": "Voicemail",
    "inbound": "Greeting of a customer who calls",
    "stranger_call": "To a caller nobody knows",
    "transfer": "Putting a caller through to you",
    "transfer_failed": "You could not be reached",
    "recording_consent": "Asking whether the call may be recorded",
    "recording_off": "The call is not recorded",
    "screening": "To an assistant that screens calls",
    "wrong_person": "Wrong person",
    "human_handover": "Handing over to a person",
    "unclear": "Not understood: one closed question",
    "complaint": "Sorry for a problem",
    "distress": "Kind word in a hard time",
    "minor": "A child writes",
    "referral": "Thanks for naming somebody else",
    "already_done": "Already done",
    "language_wish": "Another language",
    "confirm_opt_out": "One question: stop or go on?",
    "confirm_wrong_person": "One question: the wrong person?",
    "closing": "Closing",
    "leaving_reason": "Asking for the reason for leaving",
    "blockers": "Asking what is in the way",
    "offer_after_blockers": "One offer after the blockers",
    "email_subject": "Email subject",
    "text_me_consent": "“Text me” consent wording",
    "call_me_consent": "“Have the AI call me” consent wording",
}
"""Parts of a playbook, apart from the rest: a motion may be named like one of them."""

MOTION_AIMS: dict[str, str] = {row.motion: row.aim for row in MOTIONS.rows}


def moves_in_words(moved: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """`upsell>retention` → 3 as (“From Upsell to Retention”, 3), the most first."""
    most_first = sorted(moved.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((_move(change), count) for change, count in most_first)


def _move(change: str) -> str:
    before, _, after = change.partition(">")
    if before == "none":
        return f"Into {word(after)}, from no motion"
    return f"From {word(before)} to {'no motion' if after == 'none' else word(after)}"


def effect_word(effect: Effect) -> str:
    """What was done: a message by its channel, anything else by its kind."""
    from functions.outreach.domain.conversation.effects import EffectKind

    channel = effect.channel if effect.kind is EffectKind.CONTACT_CUSTOMER else None
    if channel is not None and channel in CHANNELS:
        return CHANNELS[channel].words.effect
    return word(effect.kind)


def word(name: object) -> str:
    """The founder's word for a name in the code."""
    text = str(name)
    known = WORDS.get(text) or REFUSALS.get(text) or PART_WORDS.get(text)
    if known:
        return known
    head, colon, rest = text.partition(":")
    if colon and head in _ABOUT:
        about = part_word(rest) if head == "line_missing" else word(rest)
        return f"{_ABOUT[head]}: {_lowered(about)}" if _ABOUT[head] else about
    return text.replace("_", " ").strip().capitalize()


def part_word(part: object) -> str:
    """The founder's word for a part of a playbook."""
    return PART_WORDS.get(str(part)) or word(part)


def offer_needs() -> tuple[str, str]:
    """The motions that introduce an offer, and those that can go without, in words."""
    needing = [row.name.lower() for row in MOTIONS.rows if row.needs_offer]
    free = [row.name.lower() for row in MOTIONS.rows if not row.needs_offer]
    return joined(needing), joined(free)


_ABOUT = {
    "guard": "Held back by the last look",
    "line_missing": "No approved words that are true here",
    "answer_missing": "An approved answer is missing",
    "refused": "",
    "withdrawn": "Not sent any more",
    **{row.channel.value: row.words.name for row in CHANNELS.rows},
}
"""What a name after a colon is about; empty: it says enough itself."""
_NAME = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)*(?::[a-z0-9_-]+)+|\b[a-z0-9]+(?:_[a-z0-9]+)+")


def in_words(sentence: str) -> str:
    """A sentence of the agent's record with the names in it as words."""
    if sentence in WORDS or sentence in REFUSALS or sentence in PART_WORDS:
        return word(sentence)
    worded = _NAME.sub(lambda found: _lowered(word(found.group())), sentence)
    return worded[:1].upper() + worded[1:]


def _lowered(words: str) -> str:
    """Inside a sentence; names of channels keep their letters."""
    first = words.split(" ", maxsplit=1)[0].rstrip(":")
    kept = (len(first) > 1 and first.isupper()) or any(
        row.words.name == first for row in CHANNELS.rows
    )
    return words if kept else words[:1].lower() + words[1:]


SPENDING_STOPPED = {
    "payment_failed": "Your last payment failed. Update your card to go on.",
    "spending_limit": "Your spending limit is reached for this month. Raise it to go on.",
    "trial_used_up": "Your trial credit is used up. Add a card to go on.",
    "subscription_ended": "Your subscription ended. Subscribe again to go on.",
}
"""Why nothing more may be spent and what to do about it, by the rule that stopped it."""
_NO_RULE_YET = "Nothing more can be spent just now. Billing says what it is."


def spending_stopped(rule: str) -> str:
    """Words for a rule; empty where what is spent ran out a moment ago and no rule is noted yet."""
    return SPENDING_STOPPED.get(rule, _NO_RULE_YET)
