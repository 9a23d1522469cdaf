"""The law as data: what each place asks of each channel, its hours, its zones, and the source.

A change of law is a change of a row here, with a test; no decision is made in this file. These are
engineering rules, not legal advice, and where the law is unsettled a row is the stricter reading.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from functions.product.channels import Channel
from tenancy.values.lazy_dataclass import dataclass

CHECKED_ON = date(2026, 11, 23)


class Jurisdiction(StrEnum):
    """Where one set of rules holds."""

    US = "us"
    EU = "eu"
    """European Union and EEA."""
    UK = "uk"
    ELSEWHERE = "elsewhere"


class Condition(StrEnum):
    """Something that must be in evidence before a channel may be opened."""

    CONSENT = "consent"
    """A record for that channel, naming where it came from, not withdrawn since."""
    CONSENT_WITH_WORDING = "consent_with_wording"
    """The same, and the words that were shown are on file."""
    WRITTEN_AI_VOICE_CONSENT = "written_ai_voice_consent"
    """In writing, naming an artificial or AI voice, with the words that were shown."""
    CONSENT_OR_SOFT_OPT_IN = "consent_or_soft_opt_in"
    A2P_CAMPAIGN = "a2p_campaign"
    """The tenant's registered A2P 10DLC campaign."""
    POSTAL_ADDRESS = "postal_address"
    WHATSAPP_WINDOW = "whatsapp_window"
    """The customer wrote on WhatsApp within the last 24 hours."""


EVIDENCE_OF_PERSON = frozenset(
    {
        Condition.CONSENT,
        Condition.CONSENT_WITH_WORDING,
        Condition.WRITTEN_AI_VOICE_CONSENT,
        Condition.CONSENT_OR_SOFT_OPT_IN,
    }
)
"""Conditions the person gives; the others are the tenant's or the provider's."""


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of the table place x channel."""

    place: Jurisdiction
    channel: Channel
    conditions: tuple[Condition, ...]
    source: str
    checked_on: date


ROWS: tuple[Row, ...] = (
    Row(
        Jurisdiction.US,
        Channel.VOICE,
        (Condition.WRITTEN_AI_VOICE_CONSENT,),
        "FCC 24-17; 47 CFR 64.1200(a)(2), (f)(9): a purchase relaxes only the do-not-call list",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.US,
        Channel.SMS,
        (Condition.CONSENT, Condition.A2P_CAMPAIGN),
        "47 CFR 64.1200(a); CTIA Messaging Principles; A2P 10DLC registration",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.US,
        Channel.WHATSAPP,
        (Condition.WHATSAPP_WINDOW,),
        "Twilio 63049: marketing templates are not delivered to +1 numbers",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.US,
        Channel.EMAIL,
        (Condition.POSTAL_ADDRESS,),
        "CAN-SPAM, 15 U.S.C. 7704(a)(5); RFC 8058 one-click opt-out",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.EU,
        Channel.VOICE,
        (Condition.CONSENT_WITH_WORDING,),
        "ePrivacy Directive Art. 13(1); DE: UWG §7, proof kept 5 years (§7a)",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.EU,
        Channel.SMS,
        (Condition.CONSENT_OR_SOFT_OPT_IN,),
        "ePrivacy Directive Art. 13(1)-(2); CJEU C-654/23",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.EU,
        Channel.WHATSAPP,
        (Condition.CONSENT,),
        "ePrivacy Directive Art. 13(1): whether soft opt-in covers it is unsettled",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.EU,
        Channel.EMAIL,
        (Condition.CONSENT_OR_SOFT_OPT_IN,),
        "ePrivacy Directive Art. 13(1)-(2); CJEU C-654/23",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.UK,
        Channel.VOICE,
        (Condition.CONSENT_WITH_WORDING,),
        "PECR reg. 19: automated calling systems",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.UK,
        Channel.SMS,
        (Condition.CONSENT_OR_SOFT_OPT_IN,),
        "PECR reg. 22(2)-(3)",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.UK,
        Channel.WHATSAPP,
        (Condition.CONSENT,),
        "PECR reg. 22(2): the stricter reading, as in the EU",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.UK,
        Channel.EMAIL,
        (Condition.CONSENT_OR_SOFT_OPT_IN,),
        "PECR reg. 22(2)-(3)",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.ELSEWHERE,
        Channel.VOICE,
        (Condition.CONSENT_WITH_WORDING,),
        "No rule researched: consent for the channel is the house rule",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.ELSEWHERE,
        Channel.SMS,
        (Condition.CONSENT,),
        "No rule researched: consent for the channel is the house rule",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.ELSEWHERE,
        Channel.WHATSAPP,
        (Condition.CONSENT,),
        "No rule researched: consent for the channel is the house rule",
        CHECKED_ON,
    ),
    Row(
        Jurisdiction.ELSEWHERE,
        Channel.EMAIL,
        (Condition.CONSENT,),
        "No rule researched: consent for the channel is the house rule",
        CHECKED_ON,
    ),
)


@dataclass(frozen=True, slots=True)
class PermissionTable:
    rows: tuple[Row, ...]

    def row(self, place: Jurisdiction, channel: Channel) -> Row:
        """Raises KeyError for a channel without rows: nothing is permitted by default."""
        for row in self.rows:
            if row.place is place and row.channel is channel:
                return row
        raise KeyError(place, channel)


TABLE = PermissionTable(ROWS)

_DAILY = (0, 1, 2, 3, 4, 5, 6)
_NOT_SUNDAY = (0, 1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """The legal window for voice and text; whole local hours, `end` excluded."""

    place: Jurisdiction
    state: str
    """US state, or empty for the whole place."""
    start: int
    end: int
    weekdays: tuple[int, ...]
    source: str
    checked_on: date
    sunday: tuple[int, int] | None = None
    """Another window on Sunday, where Sunday is among the days."""


HOURS: tuple[HoursRow, ...] = (
    HoursRow(Jurisdiction.US, "", 8, 21, _DAILY, "47 CFR 64.1200(c)(1)", CHECKED_ON),
    HoursRow(Jurisdiction.US, "FL", 8, 20, _DAILY, "Fla. Stat. 501.616(6)(a)", CHECKED_ON),
    HoursRow(Jurisdiction.US, "OK", 8, 20, _DAILY, "Okla. Stat. tit. 15, 775C.4", CHECKED_ON),
    HoursRow(Jurisdiction.US, "WA", 8, 20, _DAILY, "RCW 80.36.390; RCW 19.158.110", CHECKED_ON),
    HoursRow(
        Jurisdiction.US,
        "TX",
        9,
        21,
        _DAILY,
        "Tex. Bus. & Com. Code 301.051",
        CHECKED_ON,
        sunday=(12, 21),
    ),
    HoursRow(Jurisdiction.US, "CT", 9, 20, _DAILY, "Conn. Gen. Stat. 42-288a", CHECKED_ON),
    HoursRow(Jurisdiction.US, "NV", 9, 20, _DAILY, "Nev. Rev. Stat. 599B", CHECKED_ON),
    HoursRow(Jurisdiction.US, "KY", 10, 21, _DAILY, "Ky. Rev. Stat. 367.46955", CHECKED_ON),
    HoursRow(Jurisdiction.US, "RI", 9, 18, _DAILY, "R.I. Gen. Laws 5-61-3.6", CHECKED_ON),
    HoursRow(Jurisdiction.US, "AL", 8, 21, _NOT_SUNDAY, "Ala. Code 8-19A", CHECKED_ON),
    HoursRow(Jurisdiction.US, "LA", 8, 21, _NOT_SUNDAY, "La. Rev. Stat. 45:844.11", CHECKED_ON),
    HoursRow(Jurisdiction.US, "MS", 8, 21, _NOT_SUNDAY, "Miss. Code 77-3-723", CHECKED_ON),
    HoursRow(
        Jurisdiction.EU, "", 9, 20, _NOT_SUNDAY, "House rule, stricter than any found", CHECKED_ON
    ),
    HoursRow(Jurisdiction.UK, "", 9, 20, _NOT_SUNDAY, "House rule; Ofcom guidance", CHECKED_ON),
    HoursRow(Jurisdiction.ELSEWHERE, "", 9, 20, _NOT_SUNDAY, "House rule", CHECKED_ON),
)


@dataclass(frozen=True, slots=True)
class FrequencyRow:
    """The most touches of one person in any 24 hours that a tenant's own caps may allow."""

    per_24_hours: int
    source: str
    checked_on: date


FREQUENCY_FLOOR = FrequencyRow(
    3, "Fla. Stat. 501.616(6)(b); Okla. Stat. tit. 15, 775C.4: 3 per 24 h, held everywhere",
    CHECKED_ON,
)  # fmt: skip

EU_COUNTRIES = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "IS",
        "LI",
        "NO",
        "AX",
        "GF",
        "GP",
        "MQ",
        "RE",
        "YT",
        "MF",
    ]
)
"""EU and EEA with the parts of Finland and France that are in the Union."""
UK_COUNTRIES = frozenset({"GB", "GG", "JE", "IM"})
"""With the Crown dependencies, which share +44 and follow PECR closely."""
US_COUNTRIES = frozenset({"US", "PR", "VI", "GU", "AS", "MP"})
"""The territories are under the FCC too."""


def jurisdiction_of(country: str) -> Jurisdiction:
    """The set of rules a country (ISO 3166-1 alpha-2) is under."""
    if country in US_COUNTRIES:
        return Jurisdiction.US
    if country in EU_COUNTRIES:
        return Jurisdiction.EU
    return Jurisdiction.UK if country in UK_COUNTRIES else Jurisdiction.ELSEWHERE


def hours_rows(*, place: Jurisdiction, states: tuple[str, ...]) -> tuple[HoursRow, ...]:
    """Every row that binds; in the US an unknown state means the rows of all states."""
    return tuple(
        row
        for row in HOURS
        if row.place is place and (not row.state or not states or row.state in states)
    )
