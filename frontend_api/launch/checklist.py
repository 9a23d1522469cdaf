"""Gathers where a tenant stands: the founder's checklist, and what the launch gate looks at.

Reads only; decides nothing the gate does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from frontend_api.http.session import Session
from frontend_api.launch.channel_readiness import (
    opening_channels,
    readiness_words,
    setup_words,
)
from frontend_api.launch.gate import (
    GateCondition,
    GateFacts,
    conditions,
    parts_for,
    unapproved_parts,
)
from frontend_api.launch.likely_motion import find_likely_motion
from frontend_api.ports import Ports
from frontend_api.ports.settings import KeptSettings
from frontend_api.rehearsal import record
from frontend_api.wording.terms import spending_stopped, word
from functions.customer_base.imports.records import ImportStatus
from functions.customer_base.segmentation.records import RunRecord
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignStatus
from functions.outreach.domain.campaigns.motions import first_fitting
from functions.outreach.domain.playbooks.needed_answers import needed_answers, unapproved_answers
from functions.outreach.domain.settings import TenantSettings
from functions.product.channels import CHANNELS
from functions.product.motions import Motion
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """One thing between the founder and the launch."""

    title: str
    words: str
    href: str
    action: str
    done: bool
    partly: bool = False


def gate(session: Session, ports: Ports, campaign: Campaign) -> tuple[GateCondition, ...]:
    """The launch gate of one campaign, on today's facts."""
    kept = ports.settings.load_all(session.tenant.id)
    may_spend = ports.billing.state(session.tenant).may_spend
    return gate_with(session, kept, campaign, may_spend=may_spend)


def gate_with(
    session: Session, kept: KeptSettings, campaign: Campaign, *, may_spend: bool
) -> tuple[GateCondition, ...]:
    """The same where all of it was asked for already.

    `may_spend` is what usage and the payment state say at this moment; what was closed because of
    them stands in the settings too.
    """
    tenant, motion = session.tenant, campaign.motion
    settings, run, rehearsals = kept.settings, kept.run, kept.rehearsals
    rehearsed = frozenset(
        language
        for language in tenant.languages
        if record.of_team(rehearsals, motion, language).complete(settings)
    )
    standing = GateFacts(
        languages=tenant.languages,
        default_language=tenant.default_language,
        rehearsed=rehearsed,
        reachable=_reachable(settings, run, motion),
        pool=run.counts.get(motion, 0) if run else 0,
        sorting_due=kept.sorting_due,
        without_phone=_without_phone(run, motion),
        may_spend=may_spend and not settings.blocked,
    )
    return conditions(campaign, settings, standing)


def _reachable(settings: TenantSettings, run: RunRecord | None, motion: Motion) -> bool:
    """Whether some pool member has the contact point of some ready channel."""
    if run is None or not run.counts.get(motion, 0):
        return False
    reach = run.reach.get(motion, {})
    return not reach or any(
        reach.get(CHANNELS[channel].counted_as, 0) > 0 for channel in opening_channels(settings)
    )


def _without_phone(run: RunRecord | None, motion: Motion) -> int:
    """How many of the pool have no phone number on file."""
    if run is None or motion not in run.reach:
        return 0
    return run.counts.get(motion, 0) - run.reach[motion].get("phone", 0)


def checklist(
    session: Session, ports: Ports, kept: KeptSettings, campaigns: Sequence[Campaign]
) -> tuple[ChecklistStep, ...]:
    """What stands between the founder and the launch, in the order it is best done.

    Asks for imports while none is sorted, and for nothing else.
    """
    tenant, settings, run = session.tenant, kept.settings, kept.run
    imports = () if run else ports.base.imports(tenant.id)
    best = find_likely_motion(settings, run)
    approved, needed = _approval(settings, best, tenant.languages)
    unapproved = {each: unapproved_answers(settings.answers, each) for each in tenant.languages}
    answers_missing = sum(map(len, unapproved.values()))
    answers_needed = sum(len(needed_answers(each)) for each in tenant.languages)
    open_language = next((each for each in unapproved if unapproved[each]), tenant.default_language)
    rehearsed = [each for each in record.of_teams(kept.rehearsals) if each.walks]
    bandwidth = settings.bandwidth(session.founder.id)
    return (
        ChecklistStep(
            "Upload your customer base",
            f"{run.customers:,} customers, each in one motion or in none with a reason."
            if run
            else "A CSV from Stripe, Chargebee, Paddle, HubSpot or your own list.",
            "/customers",
            "See customers" if run else "Upload",
            done=run is not None,
            partly=any(row.status is not ImportStatus.FAILED for row in imports),
        ),
        ChecklistStep(
            "Say what you offer",
            f"{len(settings.offers)} in your catalogue."
            if settings.offers
            else "Add-ons, tiers, seats or a return offer: what each motion introduces.",
            "/offers",
            "Edit offers" if settings.offers else "Add an offer",
            done=bool(settings.offers),
        ),
        ChecklistStep(
            "Get a channel ready",
            readiness_words(settings) or setup_words(),
            "/channels",
            "See channels" if settings.ready_channels else "Set up email",
            done=bool(opening_channels(settings)),
            partly=bool(settings.ready_channels),
        ),
        ChecklistStep(
            "Approve every line",
            f"{word(best)}: {approved} of {needed} parts approved. The agent says nothing else.",
            f"/playbooks/{best}/{tenant.default_language}",
            "Read the lines",
            done=approved == needed,
            partly=approved > 0,
        ),
        ChecklistStep(
            "Approve the needed answers",
            f"{answers_needed - answers_missing} of {answers_needed} approved: who writes, where "
            "the number is from, how to stop it.",
            f"/knowledge?language={open_language}#answers",
            "Read the answers",
            done=not answers_missing,
            partly=answers_missing < answers_needed,
        ),
        ChecklistStep(
            "Set your bandwidth",
            "The agent books only inside your hours and limits."
            if bandwidth
            else "When you can talk, and how many conversations you can take.",
            "/bandwidth",
            "Change" if bandwidth else "Set your hours",
            done=bandwidth is not None and bool(bandwidth.hours),
        ),
        ChecklistStep(
            "Rehearse",
            "You play the customer; the very same agent answers.",
            f"/rehearsal?motion={best}&language={tenant.default_language}",
            "Rehearse",
            done=any(r.complete(settings) for r in rehearsed),
            partly=bool(rehearsed),
        ),
        ChecklistStep(
            "Billing",
            "Your usage is covered."
            if not settings.blocked
            else spending_stopped(settings.blocked),
            "/billing",
            "See usage",
            done=not settings.blocked,
        ),
        ChecklistStep(
            "Launch",
            "Your agent is at work."
            if any(c.status is CampaignStatus.RUNNING for c in campaigns)
            else "Create a campaign; the launch gate shows what is left.",
            "/campaigns",
            "See campaigns" if campaigns else "Create a campaign",
            done=any(
                c.status in {CampaignStatus.RUNNING, CampaignStatus.EXHAUSTED} for c in campaigns
            ),
            partly=bool(campaigns),
        ),
    )


def _approval(
    settings: TenantSettings, motion: Motion, languages: tuple[str, ...]
) -> tuple[int, int]:
    """(approved, needed) parts over the languages in use."""
    offer = first_fitting(motion, settings.offers)
    parts = parts_for(motion, offer, settings)
    missing = sum(
        len(unapproved_parts(settings.playbook(motion, language), parts)) for language in languages
    )
    total = len(parts) * len(languages)
    return total - missing, total
