"""Whether this person may be contacted on this channel now, with the evidence for either answer.

The tables in `jurisdictions` say what each place asks; this file only applies them. A tenant's own
hours and caps can narrow what is allowed and never widen it beyond the law's.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from functions.outreach.domain.permission.contact_facts import ChannelRules, PersonHistory, Purpose
from functions.outreach.domain.permission.contact_hours import (
    ContactHours,
    closed_because,
    next_open,
)
from functions.outreach.domain.permission.evidence import consent_proof, withdrawn_at
from functions.outreach.domain.permission.regions import ZONES_OF_REGION
from functions.outreach.domain.permission.table import (
    EVIDENCE_OF_PERSON,
    FREQUENCY_FLOOR,
    TABLE,
    US_COUNTRIES,
    Condition,
    Jurisdiction,
    PermissionTable,
    hours_rows,
    jurisdiction_of,
)
from functions.outreach.domain.permission.zones import (
    PhonePlace,
    candidate_zones,
    country_of,
    is_zone,
    phone_place,
    region_of,
)
from functions.product.channels import CHANNELS, Channel, Channels, ChannelSpec, ContactPoint
from functions.product.consent import Consent
from functions.product.customer_facts import CustomerFacts
from tenancy.values.lazy_dataclass import dataclass

WINDOW = timedelta(hours=24)
"""How long a customer's own message invites an answer."""
_DAY = timedelta(hours=24)
_WEEK = timedelta(days=7)


class Rule(StrEnum):
    """Names of refusals, shown to founders and recorded."""

    SUPPRESSED = "suppressed"
    DO_NOT_CONTACT = "do_not_contact"
    NO_PAID_RELATIONSHIP = "no_paid_relationship"
    NO_ADDRESS = "no_address"
    COUNTRY_UNKNOWN = "country_unknown"
    WITHDRAWN = "withdrawn"
    CONSENT = "consent_missing"
    CONSENT_WITH_WORDING = "consent_with_wording_missing"
    WRITTEN_AI_VOICE_CONSENT = "written_ai_voice_consent_missing"
    CONSENT_OR_SOFT_OPT_IN = "consent_or_soft_opt_in_missing"
    A2P_CAMPAIGN = "a2p_campaign_missing"
    POSTAL_ADDRESS = "postal_address_missing"
    WHATSAPP_WINDOW = "whatsapp_window_closed"
    SMS_OUTSIDE_US = "sms_outside_us_off"
    ZONES_UNKNOWN = "zones_unknown"
    QUIET_DAYS = "quiet_days"
    PER_DAY = "per_day"
    PER_WEEK = "per_week"
    HOURS = "hours"
    HOLIDAY = "holiday"
    OPT_OUT_UNATTRIBUTED = "opt_out_unattributed"


@dataclass(frozen=True, slots=True)
class ZoneTime:
    """The local time in one zone the person may be in, at the moment of the decision."""

    zone: str
    local: datetime


@dataclass(frozen=True, slots=True)
class Allowed:
    rule: str
    """Which rows of the table allowed it, such as `us.sms`, or `reply.us.sms`."""
    evidence: str
    zones: tuple[ZoneTime, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    rule: str
    evidence: str
    zones: tuple[ZoneTime, ...] = ()
    retry_at: datetime | None = None
    """Aware UTC: the next moment nothing stands in the way. Only if time alone does."""


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything one decision looks at; `now` varies while the next moment is searched."""

    facts: CustomerFacts
    earned: tuple[Consent, ...]
    channel: Channel
    purpose: Purpose
    now: datetime
    rules: ChannelRules
    person: PersonHistory
    customer_wrote_at: datetime | None
    wrote_here_at: datetime | None
    wrote_on: Channel | None
    channels: Channels
    table: PermissionTable
    phone: PhonePlace | None = field(default=None)

    @property
    def spec(self) -> ChannelSpec:
        return self.channels[self.channel]

    @property
    def by_mail(self) -> bool:
        return self.spec.contact_point is ContactPoint.EMAIL

    @property
    def answering(self) -> bool:
        """A reply while the customer's own message still invites one."""
        return self.purpose is Purpose.REPLY and self.recently_wrote

    @property
    def recently_wrote(self) -> bool:
        return _within(self.customer_wrote_at, self.now)

    @property
    def countries(self) -> tuple[str, ...]:
        """All countries whose rules hold: for text and voice the address's and the phone's.

        For mail the address's alone: an import filled an empty cell with the founder's answer, so a
        country that is missing here was unreadable, and a calling code is no substitute for it.
        """
        of_phone = self.phone.country if self.phone and not self.by_mail else ""
        found = (country_of(self.facts), of_phone)
        return tuple(dict.fromkeys(country for country in found if country))

    @property
    def places(self) -> tuple[Jurisdiction, ...]:
        """Their sets of rules. Mail to an unknown country is under the strictest, `elsewhere`."""
        countries = self.countries
        if self.by_mail and not countries:
            return (Jurisdiction.ELSEWHERE,)
        american = self.spec.follows_calling_code and self.facts.phone.startswith("+1")
        return _jurisdictions(countries, american=american)

    @property
    def subdivisions(self) -> tuple[tuple[str, str], ...]:
        """(country, region) known from the address or the phone's area code."""
        found = [(country_of(self.facts), region_of(self.facts))]
        if self.phone and not self.by_mail:
            found += [(self.phone.country, region) for region in self.phone.regions or ("",)]
        placed = (("US", c) if c in US_COUNTRIES - {"US"} else (c, r) for c, r in found)
        return tuple(
            dict.fromkeys(
                (country, region)
                for country, region in placed
                if country and region and region in ZONES_OF_REGION.get(country, {region: ()})
            )
        )


def decide(
    *,
    facts: CustomerFacts,
    earned: tuple[Consent, ...],
    channel: Channel,
    purpose: Purpose,
    now: datetime,
    rules: ChannelRules,
    person: PersonHistory,
    customer_wrote_at: datetime | None,
    wrote_here_at: datetime | None = None,
    wrote_on: Channel | None = None,
    channels: Channels = CHANNELS,
    table: PermissionTable = TABLE,
) -> Allowed | Refused:
    """Decide one touch. Instants are aware.

    A reply within 24 hours of the customer's own message is not held by hours, holidays or caps.
    If it goes out on the channel they wrote on (`wrote_on`; for WhatsApp an open window says so)
    writing was the consent; on another channel, and always before a call is placed, the consent
    of that channel is still needed. Speaking inside an open call is not a touch: do not ask.
    A no to a channel closes it everywhere, also where the law asks for no consent, until the person
    agrees again; only their own message on that channel is still answered.
    """
    case = _Case(
        facts=facts,
        earned=earned,
        channel=channel,
        purpose=purpose,
        now=now,
        rules=rules,
        person=person,
        customer_wrote_at=customer_wrote_at,
        wrote_here_at=wrote_here_at,
        wrote_on=wrote_on,
        channels=channels,
        table=table,
        phone=phone_place(facts.phone) if facts.phone else None,
    )
    zones = _zones(case)
    local = tuple(ZoneTime(zone, now.astimezone(ZoneInfo(zone))) for zone in zones)
    refusal = _standing_refusal(case)
    if refusal is not None:
        return Refused(refusal[0], refusal[1], local)
    refused_at = withdrawn_at(case.channel, _records(case), now=now)
    if refused_at is not None and not _invited(case):
        return Refused(Rule.WITHDRAWN, f"no:{case.channel}:{refused_at.isoformat()}", local)
    met = _met(case)
    if isinstance(met, Rule):
        return Refused(met, _names(case), local)
    if case.answering:
        return Allowed(f"reply.{_names(case)}", met, local)
    if not zones:
        return Refused(Rule.ZONES_UNKNOWN, _names(case), local)
    hours = _contact_hours(case, zones)
    held = _held_by_time(case, hours)
    if held is None:
        return Allowed(_names(case), met, local)
    return Refused(held[0], held[1], local, _retry_at(case, hours))


def _standing_refusal(case: _Case) -> tuple[Rule, str] | None:
    """What no time and no consent can heal, on every channel alike, then on this one."""
    facts = case.facts
    checks = (
        (Rule.SUPPRESSED, case.person.suppressed, "suppression list"),
        (Rule.DO_NOT_CONTACT, facts.do_not_contact, "customer base"),
        (Rule.NO_PAID_RELATIONSHIP, not facts.paid, "customer base"),
        (Rule.NO_ADDRESS, not _has_address(case), "customer base"),
        (Rule.COUNTRY_UNKNOWN, not case.places, "no address country and no country in the number"),
        (Rule.SMS_OUTSIDE_US, _sms_is_off(case), "tenant's channel rules"),
    )
    return next(((rule, why) for rule, stands, why in checks if stands), None)


def _has_address(case: _Case) -> bool:
    if case.by_mail:
        return "@" in case.facts.email
    return case.phone is not None


def _sms_is_off(case: _Case) -> bool:
    abroad = case.phone is not None and jurisdiction_of(case.phone.country) is not Jurisdiction.US
    off = abroad and not case.rules.sms_outside_us
    return case.channel is Channel.SMS and off and not case.answering


def _met(case: _Case) -> Rule | str:
    """The evidence for every condition of every place, or the first condition without any."""
    proofs: list[str] = []
    for place in case.places:
        for condition in case.table.row(place, case.channel).conditions:
            proof = _proof(case, condition)
            if not proof:
                return Rule[condition.name]
            proofs.append(proof)
    return "; ".join(dict.fromkeys(proofs))


def _proof(case: _Case, condition: Condition) -> str:
    """Evidence that a condition holds; empty if there is none."""
    if condition in EVIDENCE_OF_PERSON:
        if _invited(case):
            return f"customer wrote on {case.channel}"
        return consent_proof(
            condition,
            channel=case.channel,
            records=_records(case),
            soft_opt_in=case.facts.soft_opt_in,
            now=case.now,
        )
    if condition is Condition.A2P_CAMPAIGN:
        return f"a2p:{case.rules.a2p_campaign}" if case.rules.a2p_campaign else ""
    if condition is Condition.POSTAL_ADDRESS:
        return "postal address on file" if case.rules.postal_address.strip() else ""
    wrote = case.wrote_here_at
    if wrote is not None and _window_open(case):
        return f"{case.channel} window since {wrote.isoformat()}"
    return ""


def _records(case: _Case) -> tuple[Consent, ...]:
    return (*case.facts.consents, *case.earned)


def _invited(case: _Case) -> bool:
    """The customer's own message on this very channel asks for an answer there."""
    if not case.answering or case.spec.spoken:
        return False
    return case.wrote_on is case.channel if case.spec.window is None else _window_open(case)


def _window_open(case: _Case) -> bool:
    window = case.spec.window
    wrote = case.wrote_here_at
    return window is not None and wrote is not None and case.now - wrote < window


def _zones(case: _Case) -> tuple[str, ...]:
    """Candidate zones; mail wakes nobody, so where they are unknown or so far apart that no hour
    suits them all it keeps the tenant's hours at home."""
    zones = candidate_zones(case.facts)
    if case.spec.in_contact_hours or (zones and case.answering):
        return zones
    if zones and (len(zones) == 1 or next_open(_contact_hours(case, zones), case.now)):
        return zones
    return (case.rules.tenant_time_zone,) if is_zone(case.rules.tenant_time_zone) else ("UTC",)


def _contact_hours(case: _Case, zones: tuple[str, ...]) -> ContactHours:
    subdivisions = case.subdivisions
    states = tuple(region for country, region in subdivisions if country == "US")
    floors = tuple(
        row
        for place in case.places
        if case.spec.in_contact_hours
        for row in hours_rows(place=place, states=states)
    )
    countries = ((country, "") for country in case.countries)
    return ContactHours(
        zones=zones,
        start=case.rules.hours_start,
        end=case.rules.hours_end,
        weekdays=case.rules.weekdays,
        floors=floors,
        calendars=tuple(dict.fromkeys((*countries, *subdivisions))),
    )


def _held_by_time(case: _Case, hours: ContactHours) -> tuple[Rule, str] | None:
    if _quiet(case, hours):
        return Rule.QUIET_DAYS, f"until {case.person.quiet_until}"
    for rule, cap, span in _caps(case):
        recent = [at for at in case.person.touched_at if case.now - at < span]
        if len(recent) >= cap:
            return rule, f"{len(recent)} of {cap}"
    closed = closed_because(hours, case.now)
    if not closed:
        return None
    window = f"{hours.start}-{hours.end}"
    return (Rule.HOLIDAY, _names(case)) if closed == "holiday" else (Rule.HOURS, window)


def _quiet(case: _Case, hours: ContactHours) -> bool:
    """The last quiet day is whole in every zone."""
    until = case.person.quiet_until
    if until is None:
        return False
    return any(case.now.astimezone(ZoneInfo(zone)).date() <= until for zone in hours.zones)


def _caps(case: _Case) -> tuple[tuple[Rule, int, timedelta], ...]:
    """(rule, most touches, span). Spans are rolling, which is stricter than calendar days.

    While the customer's own message is fresh the talk is live, and the tenant's daily default
    gives way to the legal floor: slots nobody chose are followed up after hours, not days.
    """
    floor = FREQUENCY_FLOOR.per_24_hours
    per_day = floor if case.recently_wrote else min(case.rules.per_day, floor)
    return ((Rule.PER_DAY, per_day, _DAY), (Rule.PER_WEEK, case.rules.per_week, _WEEK))


def _retry_at(case: _Case, hours: ContactHours) -> datetime | None:
    """The first later moment at which the same question is allowed; None if none is in sight.

    Each pass moves to the first moment one obstacle is gone, until no obstacle is left.
    """
    moment: datetime | None = case.now.astimezone(UTC)
    for _ in range(64):
        if moment is None:
            return None
        then = case if moment is case.now else replace(case, now=moment)
        freed = max((moment, *_cap_ends(then), *_quiet_ends(then, hours)))
        if freed == moment and not closed_because(hours, moment):
            # Consent cannot appear by waiting, but a WhatsApp window can close.
            return None if isinstance(_met(then), Rule) else moment
        moment = freed if freed > moment else next_open(hours, moment)
    return None


def _cap_ends(case: _Case) -> tuple[datetime, ...]:
    """When each cap in force lets one more touch through."""
    ends = []
    for _, cap, span in _caps(case):
        recent = sorted(at for at in case.person.touched_at if case.now - at < span)
        if len(recent) >= cap > 0:
            ends.append(recent[len(recent) - cap].astimezone(UTC) + span)
        elif cap <= 0:
            ends.append(case.now + _WEEK)
    return tuple(ends)


def _quiet_ends(case: _Case, hours: ContactHours) -> tuple[datetime, ...]:
    until = case.person.quiet_until
    if until is None:
        return ()
    after = datetime.combine(until + timedelta(days=1), datetime.min.time())
    return tuple(after.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for zone in hours.zones)


def _names(case: _Case) -> str:
    return "+".join(f"{place}.{case.channel}" for place in case.places)


@lru_cache(maxsize=512)
def _jurisdictions(countries: tuple[str, ...], *, american: bool) -> tuple[Jurisdiction, ...]:
    found = [jurisdiction_of(country) for country in countries]
    return tuple(dict.fromkeys([*found, Jurisdiction.US] if american else found))


def _within(wrote_at: datetime | None, now: datetime) -> bool:
    return wrote_at is not None and now - wrote_at < WINDOW
