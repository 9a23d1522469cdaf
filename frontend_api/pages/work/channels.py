"""Channels: our address on each, what is still missing, and the tenant's own contact hours.

An address belongs to the one business that proved it; until then nothing goes out from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar

from frontend_api.acts.own_phone import waiting_proofs
from frontend_api.acts.settings import channels as acts
from frontend_api.http.forms import Entries, FieldRefusal, Form, hold_to, mark_of, opened_on
from frontend_api.http.session import Session
from frontend_api.launch.channel_readiness import channel_readiness
from frontend_api.launch.next_step import following
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.work.channel_figures import SPAN, ChannelFigures, channel_figures
from frontend_api.pages.work.seen_by_customer import SeenByCustomer, seen_by_customer
from frontend_api.ports import Ports
from functions.outreach.domain.calendar.calendar_check import WEEKDAYS
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.settings import Sender, TenantSettings
from functions.product.channels import CHANNELS, Channel
from tenancy.identity.address_proofs import PendingProof
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

_ORDER = tuple(sorted(CHANNELS, key=lambda channel: CHANNELS[channel].setup_order))


@dataclass(frozen=True, slots=True)
class ChannelView:
    channel: Channel
    sender: Sender | None
    state: str
    """`ready`, `pending`, `unproved` or `missing`."""
    words: str
    address_label: str
    seen: SeenByCustomer | None = None
    figures: ChannelFigures | None = None
    unproved: str = ""
    """An address that waits for its code; nothing goes out from it until then."""


@dataclass(frozen=True, slots=True)
class ChannelsPage:
    template: ClassVar[str] = "work/channels.html"
    frame: Frame
    views: tuple[ChannelView, ...]
    forms: Mapping[str, Form]
    rules: Form
    weekdays: tuple[str, ...]


def channels(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return channels_page(request, session, ports, refused={})


def channels_page(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    *,
    refused: Mapping[str, Form],
    refused_codes: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page with what was refused: whole forms, or the words beside a channel's code."""
    settings = ports.settings.load(session.tenant.id)
    rules = settings.rules
    senders = {sender.channel: sender for sender in settings.senders}
    pending = {proof.claim.channel: proof for proof in waiting_proofs(session, ports)}
    codes = refused_codes or {}
    now = ports.clock.now()
    counts = ports.progress.channel_counts(session.tenant.id, since=now - 2 * SPAN)
    forms = {
        channel.value: Form(
            opened_on(_stands(channel, settings, pending)).values,
            {"code": codes[channel]} if channel in codes else {},
        )
        for channel in _ORDER
    }
    context = ChannelsPage(
        frame=frame_for(
            session,
            "Channels",
            section="channels",
            done=request.asked("done"),
            following=following(request, session, ports),
        ),
        views=tuple(
            replace(
                _view(channel, senders.get(channel), settings, pending.get(channel.value)),
                seen=seen_by_customer(session, ports, settings, senders[channel])
                if channel in senders
                else None,
                figures=channel_figures(channel, counts, now=now),
            )
            for channel in _ORDER
        ),
        forms=forms | {name: form for name, form in refused.items() if name != "rules"},
        rules=refused.get("rules", opened_on(_hours(rules))),
        weekdays=WEEKDAYS,
    )
    return page(context, status=422 if refused or codes else 200)


def _stands(
    channel: Channel, settings: TenantSettings, pending: Mapping[str, PendingProof]
) -> dict[str, str]:
    """What the form of a channel shows: what is in use, else what waits for its code."""
    kept = next((one for one in settings.senders if one.channel is channel), None)
    return _values(channel, kept or _claimed(pending.get(channel.value)), settings.rules)


def _hours(rules: ChannelRules) -> dict[str, str]:
    return {
        "hours_start": str(rules.hours_start),
        "hours_end": str(rules.hours_end),
        "per_day": str(rules.per_day),
        "per_week": str(rules.per_week),
        "weekdays": ", ".join(str(day) for day in rules.weekdays),
    }


def _claimed(proof: PendingProof | None) -> Sender | None:
    """What was typed and waits for its code stays in the form."""
    if proof is None:
        return None
    claim = proof.claim
    return Sender(Channel(claim.channel), claim.address, claim.name)


def _values(channel: Channel, sender: Sender | None, rules: ChannelRules) -> dict[str, str]:
    values = {"address": sender.address if sender else "", "name": sender.name if sender else ""}
    if channel is Channel.EMAIL:
        values["postal_address"] = rules.postal_address
    if channel is Channel.SMS:
        values["a2p_campaign"] = rules.a2p_campaign
        values["outside_us"] = "on" if rules.sms_outside_us else ""
    return values


def _view(
    channel: Channel,
    sender: Sender | None,
    settings: TenantSettings,
    proof: PendingProof | None,
) -> ChannelView:
    words = CHANNELS[channel].words
    if proof is not None:
        view = _view(channel, sender, settings, None)
        state = "unproved" if view.state == "missing" else view.state
        return replace(view, state=state, unproved=proof.claim.address)
    found = channel_readiness(channel, settings)
    return ChannelView(channel, sender, found.state, found.words, words.address)


def save_channel(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    named = request.values["channel"]
    if named not in CHANNELS:
        return not_found(request, "There is no such channel.")
    channel = Channel(named)
    entries = Entries(request)
    change = _typed_rules(entries, channel)
    address = entries.email("address") if channel is Channel.EMAIL else typed_number(entries)
    name = entries.optional("name", longest=acts.LONGEST_NAME) or session.tenant.business_name
    pending = {proof.claim.channel: proof for proof in waiting_proofs(session, ports)}
    kept = ports.settings.load(session.tenant.id)
    entries.refuse_overtaken(_stands(channel, kept, pending))
    judged, seen = kept.sender(channel), entries.seen

    def check(before: Sender | None) -> None:
        hold_to(
            seen and mark_of(_values(channel, judged, kept.rules)),
            _values(channel, before, kept.rules),
        )

    def checked(rules: ChannelRules) -> ChannelRules:
        hold_to(seen and mark_of(_values(channel, None, kept.rules)), _values(channel, None, rules))
        return change(rules)

    if not entries.errors:
        sender = Sender(channel, address, name)
        claimed = acts.claim_address(session, ports, sender, change=checked, check=check)
        if not isinstance(claimed, FieldRefusal):
            return see_other(f"/channels?done={'channel' if claimed else 'code'}#{channel}")
        entries.refuse(claimed.field or "address", claimed.words)
    return channels_page(request, session, ports, refused={channel.value: entries.form()})


def _typed_rules(entries: Entries, channel: Channel) -> Callable[[ChannelRules], ChannelRules]:
    """What was typed beside the address, to be put into the rules."""
    if channel is Channel.EMAIL:
        typed = entries.text("postal_address", acts.POSTAL_MISSING)
        return lambda rules: replace(rules, postal_address=typed)
    if channel is Channel.SMS:
        a2p = entries.optional("a2p_campaign", longest=acts.LONGEST_CAMPAIGN_ID)
        outside = entries.ticked("outside_us")
        return lambda rules: replace(rules, a2p_campaign=a2p, sms_outside_us=outside)
    return lambda rules: rules


def typed_number(entries: Entries, field: str = "address") -> str:
    """A phone number in international form. Made-up test numbers count if they could exist."""
    typed = entries.text(field, "Give the number with its country code.", longest=30)
    found = acts.read_number(typed)
    if isinstance(found, FieldRefusal):
        entries.refuse(field, found.words)
        return typed
    return found


def save_rules(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    entries = Entries(request)
    start = _whole(entries, "hours_start", acts.HOURS_START)
    end = _whole(entries, "hours_end", acts.HOURS_END)
    per_day = _whole(entries, "per_day", acts.PER_DAY)
    per_week = _whole(entries, "per_week", acts.PER_WEEK)
    days = sorted({int(day) for day in request.all_typed("weekdays") if day in set("0123456")})

    entries.refuse_overtaken(_hours(ports.settings.load(session.tenant.id).rules))
    seen = entries.seen

    def change(rules: ChannelRules) -> ChannelRules:
        hold_to(seen, _hours(rules))
        return replace(
            rules,
            hours_start=start,
            hours_end=end,
            weekdays=tuple(days),
            per_day=per_day,
            per_week=per_week,
        )

    if not entries.errors:
        kept = acts.keep_contact_hours(session, ports, change)
        for refusal in kept if isinstance(kept, tuple) else ():
            entries.refuse(refusal.field, refusal.words)
    if entries.errors:
        return channels_page(request, session, ports, refused={"rules": entries.form()})
    return see_other("/channels?done=saved")


def _whole(entries: Entries, name: str, limits: tuple[int, int]) -> int:
    return entries.whole(name, least=limits[0], most=limits[1])
