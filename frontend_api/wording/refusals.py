"""Why something was not said or not sent, or on what ground it may be, in the founder's words.

Must never show a rule by its name in the code: a rule without words here fails a test.
"""

from __future__ import annotations

from datetime import datetime

from frontend_api.wording.formats import day, joined

REFUSALS: dict[str, str] = {
    # Permission
    "suppressed": "They opted out",
    "do_not_contact": "Your file says not to contact them",
    "no_paid_relationship": "They never paid you",
    "no_address": "No number or address on file",
    "country_unknown": "Their country is not known",
    "withdrawn": "They took their consent back",
    "consent_missing": "They did not agree to this channel",
    "consent_with_wording_missing": "What they agreed to is not on file in its words",
    "written_ai_voice_consent_missing": "They did not agree in writing to calls by an AI voice",
    "consent_or_soft_opt_in_missing": "Neither their consent nor the soft opt-in is on file",
    "a2p_campaign_missing": "Texts to the US need your A2P campaign id",
    "postal_address_missing": "Your postal address is missing",
    "whatsapp_window_closed": "They did not write on WhatsApp in the last 24 hours",
    "sms_outside_us_off": "Texts outside the US are switched off",
    "zones_unknown": "Their time zone is not known",
    "quiet_days": "They were contacted not long ago",
    "per_day": "Contacted today already",
    "per_week": "Contacted often enough this week",
    "hours": "Outside the hours they may be contacted",
    "holiday": "A public holiday where they live",
    "opt_out_unattributed": "An opt-out waits for you to say whose it is",
    # Opening
    "max_touches": "Contacted as often as a campaign may",
    "no_channel": "No channel is ready for them",
    "no_permitted_channel": "They may not be contacted on any channel that is ready",
    "no_place_to_meet": "No phone number, and you gave no meeting link",
    "facts_stale": "Their facts are older than 14 days",
    "whatsapp_template_missing": "No WhatsApp text was approved by WhatsApp yet",
    # The last look before sending
    "not_approved": "Some words were not approved any more",
    "hash": "Some words had changed since you approved them",
    "text": "The words were not exactly the approved ones",
    "url": "There was a link that is not ours",
    "payment": "The words asked for a payment",
    "price": "A price outside your band",
    "disclosure": "It did not say first that an AI writes",
    "template": "WhatsApp lets the agent write first only in a text it approved",
    "subject": "The subject was missing",
    "empty": "There was nothing to say",
    "length": "Too long for one message",
    # What became of it
    "channel_not_ready": "The channel is not connected",
    "never_invited": "They had no invitation to take back",
    "no_booking": "The booking was gone by then",
    "nothing_to_invite_to": "No email on file to invite",
    "spending_stopped": "Nothing could be spent: Billing says why",
    "clarifying": "We had asked whether to stop",
    "unmailable": "The mail address cannot be written to",
    "undelivered": "Not delivered",
    "bounced": "Their mailbox does not exist",
    "undisclosed": "It did not say first that an AI writes",
}

_FIXED = {"postal address on file": "your postal address is on file"}


def ground_words(evidence: str) -> str:
    """`consent of 3 May 2026, from stripe`, or several joined; empty for what nobody need read."""
    words = [words for proof in evidence.split("; ") if (words := _words(proof))]
    return joined(words) if words else ""


def _words(proof: str) -> str:
    kind, _, rest = proof.partition(":")
    if kind == "consent":
        source, on = _stamp(rest.partition(":")[2])
        return f"consent of {on}, from {source}"
    if kind == "soft_opt_in":
        return f"the soft opt-in you confirmed on {_stamp(rest)[1]}"
    if kind == "a2p":
        return "your A2P campaign"
    return _FIXED.get(proof, "")


def _stamp(text: str) -> tuple[str, str]:
    """(what stands before, the day) of `source:2026-05-03T12:00:00+00:00`; a source may hold colons
    of its own."""
    for place, character in enumerate(text):
        if character == ":":
            try:
                at = datetime.fromisoformat(text[place + 1 :])
            except ValueError:
                continue
            return text[:place].replace("_", " "), day(at)
    return text, "an unknown day"
