"""The launch gate: every condition a campaign must meet before it may open a conversation.

Pure. Each condition comes with what is missing and where to fix it; the server refuses a launch
while one is open, whatever a page shows.
"""

from __future__ import annotations

from frontend_api.launch.channel_readiness import opening_channels, readiness_words
from frontend_api.wording.terms import spending_stopped, word
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from functions.outreach.domain.campaigns.campaign import Campaign
from functions.outreach.domain.campaigns.motions import needed_parts, offer_fits
from functions.outreach.domain.playbooks.needed_answers import unapproved_answers
from functions.outreach.domain.playbooks.playbook import LineStatus, Part, Playbook
from functions.outreach.domain.settings import TenantSettings
from functions.product.motions import MOTIONS, Motion
from functions.product.offers import Offer
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class GateCondition:
    """One condition of the gate."""

    name: str
    met: bool
    words: str
    href: str
    action: str


def parts_for(motion: Motion, offer: Offer | None, settings: TenantSettings) -> tuple[Part, ...]:
    """Needed parts in the order of the playbook."""
    has_band = offer is not None and offer.band is not None
    needed = needed_parts(
        motion,
        settings.ready_channels,
        has_band=has_band,
        asks_to_record=settings.recording.asks,
        own_calendar=settings.has_own_calendar,
    )
    return tuple(part for part in Part if part in needed)


def unapproved_parts(playbook: Playbook | None, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Needed parts that have no approved line yet."""
    lines = playbook.lines if playbook else ()
    approved = {line.part for line in lines if line.status is LineStatus.APPROVED}
    return tuple(part for part in parts if part not in approved)


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What the gate looks at besides the settings."""

    languages: tuple[str, ...]
    default_language: str
    rehearsed: frozenset[str]
    """Languages whose rehearsal of this motion is complete and not outdated."""
    reachable: bool
    """At least one ready channel may reach at least one pool member."""
    pool: int
    """By the latest run."""
    sorting_due: bool
    """A run by what was changed since is under way."""
    without_phone: int
    """Of the pool; they can be met behind a link only."""
    may_spend: bool


def conditions(
    campaign: Campaign, settings: TenantSettings, standing: GateFacts
) -> tuple[GateCondition, ...]:
    """Every condition in the order it is shown. The launch is allowed when all are met."""
    motion, offer = campaign.motion, settings.offer(campaign.offer)
    bandwidth = settings.bandwidth(campaign.founder)
    return (
        _pool(standing, motion),
        _offer(motion, offer),
        _lines(motion, offer, settings, standing),
        _answers(settings, standing),
        _rehearsal(motion, standing),
        GateCondition(
            "Bandwidth set",
            bandwidth is not None and bool(bandwidth.hours),
            "Your weekly hours are set and the built-in calendar is connected."
            if bandwidth and bandwidth.hours
            else "Say when you can take conversations, so the agent only offers time you have.",
            "/bandwidth",
            "Set your hours",
        ),
        _place(campaign, bandwidth, standing),
        _channel(settings, standing),
        GateCondition(
            "Billing active or trial credit left",
            standing.may_spend,
            "Usage is covered." if standing.may_spend else spending_stopped(settings.blocked),
            "/billing",
            "Open billing",
        ),
    )


_SORTED_YET = "Your customers are being sorted by what you changed. Look again in a moment."


def _pool(standing: GateFacts, motion: Motion) -> GateCondition:
    if standing.pool:
        words = f"{standing.pool:,} customers are in this motion."
    elif standing.sorting_due:
        words = _SORTED_YET
    else:
        words = (
            "No customer is in this motion. The segments page says why, and what would change it."
        )
    return GateCondition(
        "Somebody to talk to",
        standing.pool > 0,
        words,
        f"/segments?motion={motion}",
        "Look at the segment",
    )


def _offer(motion: Motion, offer: Offer | None) -> GateCondition:
    fits = offer_fits(motion, offer)
    kinds = " or ".join(sorted(word(kind).lower() for kind in MOTIONS[motion].offer_kinds))
    words = (
        (f"It introduces {offer.name}." if offer else "This motion needs no offer.")
        if fits
        else f"This motion needs an offer of this kind: {kinds}."
    )
    return GateCondition("Offer fits the motion", fits, words, "/offers", "Edit offers")


def _lines(
    motion: Motion, offer: Offer | None, settings: TenantSettings, standing: GateFacts
) -> GateCondition:
    parts = parts_for(motion, offer, settings)
    open_parts = {
        language: unapproved_parts(settings.playbook(motion, language), parts)
        for language in standing.languages
    }
    missing = {language: parts for language, parts in open_parts.items() if parts}
    words = "; ".join(f"{len(parts)} in {word(language)}" for language, parts in missing.items())
    language = next(iter(missing), standing.default_language)
    return GateCondition(
        "Every needed line approved",
        not missing and bool(standing.languages),
        f"Not approved yet: {words}." if missing else "Every line the agent may need is approved.",
        f"/playbooks/{motion}/{language}",
        "Approve lines",
    )


def _answers(settings: TenantSettings, standing: GateFacts) -> GateCondition:
    """Names what is missing by the first of its wordings, as the founder reads it on the page."""
    missing = {
        language: [(*answer.questions, "an answer")[0] for answer in unapproved]
        for language in standing.languages
        if (unapproved := unapproved_answers(settings.answers, language))
    }
    words = "; ".join(
        f"in {word(language)}: {' '.join(asked)}" for language, asked in missing.items()
    )
    language = next(iter(missing), standing.default_language)
    return GateCondition(
        "Every needed answer approved",
        not missing,
        f"Not approved yet {words}"
        if missing
        else "The agent can say who it is, where it has the number from and how to stop it.",
        f"/knowledge?language={language}#answers",
        "Approve answers",
    )


def _rehearsal(motion: Motion, standing: GateFacts) -> GateCondition:
    missing = [language for language in standing.languages if language not in standing.rehearsed]
    first = missing[0] if missing else standing.default_language
    return GateCondition(
        "Rehearsal done",
        not missing,
        f"Rehearse all six walks in: {', '.join(map(word, missing))}."
        if missing
        else "All six walks were rehearsed with the lines as they are now.",
        f"/rehearsal?motion={motion}&language={first}",
        "Rehearse",
    )


def _place(campaign: Campaign, bandwidth: Bandwidth | None, standing: GateFacts) -> GateCondition:
    """A booking has a place. Asked whatever channel is ready today: email may join tomorrow."""
    link = campaign.meeting_place or (bandwidth.meeting_link if bandwidth else "")
    if link:
        words = f"Bookings take place at {link}"
    elif standing.without_phone:
        words = (
            f"{standing.without_phone:,} of the {standing.pool:,} have no phone number you could "
            "ring. Give a meeting link."
        )
    else:
        words = "You ring them: everybody in this motion has a phone number."
    return GateCondition(
        "A place to meet",
        bool(link) or not standing.without_phone,
        words,
        "/bandwidth#meeting_link",
        "Set a meeting link",
    )


_NO_CHANNEL = "No channel is ready. Email is the quickest to set up."


def _channel(settings: TenantSettings, standing: GateFacts) -> GateCondition:
    ready = opening_channels(settings)
    states = readiness_words(settings)
    if not ready:
        words = f"{states} None may open a conversation yet." if states else _NO_CHANNEL
    elif not standing.reachable and standing.sorting_due:
        words = _SORTED_YET
    elif not standing.reachable:
        words = "The channels you have ready reach nobody in this motion yet."
    else:
        words = states
    return GateCondition(
        "A channel that reaches somebody",
        bool(ready) and standing.reachable,
        words,
        "/channels",
        "Set up channels",
    )
