"""Every row of the permission table, and the evidence each one asks for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.permission.contact_facts import ChannelRules, PersonHistory, Purpose
from functions.outreach.domain.permission.decide import Allowed, Refused, Rule, decide
from functions.outreach.domain.permission.table import (
    FREQUENCY_FLOOR,
    HOURS,
    ROWS,
    TABLE,
    Jurisdiction,
)
from functions.product.channels import Channel
from functions.product.consent import Consent, SoftOptIn
from functions.product.customer_facts import CustomerFacts, CustomerId

OPEN = datetime(2026, 9, 15, 15, 30, tzinfo=UTC)
"""A Tuesday, 11:30 in New York, 17:30 in Berlin, 16:30 in London: open in all of them."""
AT_HOME = {
    Jurisdiction.US: ("US", "NY", "+12125550123"),
    Jurisdiction.EU: ("DE", "", "+4915112345678"),
    Jurisdiction.UK: ("GB", "", "+442079460123"),
    Jurisdiction.ELSEWHERE: ("CH", "", "+41781234567"),
}
READY = ChannelRules(a2p_campaign="CM01", sms_outside_us=True, postal_address="1 Sample Street")


def customer(place: Jurisdiction = Jurisdiction.US, **changes: object) -> CustomerFacts:
    country, region, phone = AT_HOME[place]
    facts = CustomerFacts(
        customer_id=CustomerId("c1"),
        as_of=date(2026, 9, 14),
        email="ada@example.com",
        phone=phone,
        country=country,
        region=region,
        paid=True,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def consent(channel: Channel, **changes: object) -> Consent:
    given = Consent(
        channel=channel,
        granted_at=datetime(2026, 1, 5, tzinfo=UTC),
        source="signup_form",
        wording="Yes, the AI assistant of Sample may contact me with offers.",
        written=True,
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def ask(
    facts: CustomerFacts,
    channel: Channel,
    *,
    earned: tuple[Consent, ...] = (),
    purpose: Purpose = Purpose.OPENING,
    now: datetime = OPEN,
    rules: ChannelRules = READY,
    person: PersonHistory | None = None,
    wrote: datetime | None = None,
    whatsapp_wrote: datetime | None = None,
    wrote_on: Channel | None = None,
) -> Allowed | Refused:
    return decide(
        facts=facts,
        earned=earned,
        channel=channel,
        purpose=purpose,
        now=now,
        rules=rules,
        person=person or PersonHistory(),
        customer_wrote_at=wrote,
        wrote_here_at=whatsapp_wrote,
        wrote_on=wrote_on,
    )


def rule_of(answer: Allowed | Refused) -> str:
    return answer.rule if isinstance(answer, Refused) else ""


def test_every_row_has_a_source_and_the_day_it_was_checked() -> None:
    rows = (*ROWS, *HOURS, FREQUENCY_FLOOR)
    assert all(row.source.strip() for row in rows)
    assert all(row.checked_on >= date(2026, 8, 2) for row in rows)


def test_every_place_has_a_row_for_every_channel_exactly_once() -> None:
    assert len(ROWS) == len(TABLE.rows) == len(Jurisdiction) * len(Channel)


@pytest.mark.parametrize(
    ("place", "channel", "without", "with_evidence"),
    [
        (Jurisdiction.US, Channel.VOICE, Rule.WRITTEN_AI_VOICE_CONSENT, "consent"),
        (Jurisdiction.US, Channel.SMS, Rule.CONSENT, "consent"),
        (Jurisdiction.US, Channel.WHATSAPP, Rule.WHATSAPP_WINDOW, "window"),
        (Jurisdiction.US, Channel.EMAIL, Rule.POSTAL_ADDRESS, "postal"),
        (Jurisdiction.EU, Channel.VOICE, Rule.CONSENT_WITH_WORDING, "consent"),
        (Jurisdiction.EU, Channel.SMS, Rule.CONSENT_OR_SOFT_OPT_IN, "consent"),
        (Jurisdiction.EU, Channel.WHATSAPP, Rule.CONSENT, "consent"),
        (Jurisdiction.EU, Channel.EMAIL, Rule.CONSENT_OR_SOFT_OPT_IN, "consent"),
        (Jurisdiction.UK, Channel.VOICE, Rule.CONSENT_WITH_WORDING, "consent"),
        (Jurisdiction.UK, Channel.SMS, Rule.CONSENT_OR_SOFT_OPT_IN, "consent"),
        (Jurisdiction.UK, Channel.WHATSAPP, Rule.CONSENT, "consent"),
        (Jurisdiction.UK, Channel.EMAIL, Rule.CONSENT_OR_SOFT_OPT_IN, "consent"),
        (Jurisdiction.ELSEWHERE, Channel.VOICE, Rule.CONSENT_WITH_WORDING, "consent"),
        (Jurisdiction.ELSEWHERE, Channel.SMS, Rule.CONSENT, "consent"),
        (Jurisdiction.ELSEWHERE, Channel.WHATSAPP, Rule.CONSENT, "consent"),
        (Jurisdiction.ELSEWHERE, Channel.EMAIL, Rule.CONSENT, "consent"),
    ],
)
def test_a_row_refuses_without_its_evidence_and_allows_with_it(
    place: Jurisdiction, channel: Channel, without: Rule, with_evidence: str
) -> None:
    bare = replace(READY, postal_address="")
    assert rule_of(ask(customer(place), channel, rules=bare)) == without
    facts = customer(place, consents=(consent(channel),) if with_evidence == "consent" else ())
    window = OPEN - timedelta(hours=1) if with_evidence == "window" else None
    answer = ask(facts, channel, whatsapp_wrote=window)
    assert isinstance(answer, Allowed)
    assert answer.rule == f"{place}.{channel}"
    assert with_evidence in answer.evidence
    assert answer.zones


def test_a_purchase_or_a_spoken_yes_never_lets_an_ai_call_an_american() -> None:
    spoken = customer(consents=(consent(Channel.VOICE, written=False),))
    nameless = customer(consents=(consent(Channel.VOICE, wording=""),))
    for facts in (customer(), spoken, nameless):
        assert rule_of(ask(facts, Channel.VOICE)) == Rule.WRITTEN_AI_VOICE_CONSENT


def test_texting_an_american_needs_the_registered_campaign_too() -> None:
    facts = customer(consents=(consent(Channel.SMS),))
    assert rule_of(ask(facts, Channel.SMS, rules=replace(READY, a2p_campaign=""))) == (
        Rule.A2P_CAMPAIGN
    )


def test_no_consent_opens_whatsapp_to_a_plus_one_number_whatever_the_country() -> None:
    agreed = (consent(Channel.WHATSAPP),)
    for facts in (
        customer(consents=agreed),
        customer(Jurisdiction.EU, phone="+12125550123", consents=agreed),
        customer(country="CA", region="ON", phone="+14165550123", consents=agreed),
    ):
        assert rule_of(ask(facts, Channel.WHATSAPP)) == Rule.WHATSAPP_WINDOW
        just_closed = OPEN - timedelta(hours=24)
        assert rule_of(ask(facts, Channel.WHATSAPP, whatsapp_wrote=just_closed)) == (
            Rule.WHATSAPP_WINDOW
        )
        last_minute = OPEN - timedelta(hours=23, minutes=59)
        assert isinstance(ask(facts, Channel.WHATSAPP, whatsapp_wrote=last_minute), Allowed)


@pytest.mark.parametrize("place", [Jurisdiction.EU, Jurisdiction.UK])
def test_the_soft_opt_in_serves_mail_but_not_a_text_it_was_not_attested_for(
    place: Jurisdiction,
) -> None:
    attested = SoftOptIn(
        attested_by="f1", attested_at=datetime(2026, 9, 1, tzinfo=UTC), import_id="i1"
    )
    facts = customer(place, soft_opt_in=attested)
    answer = ask(facts, Channel.EMAIL)
    assert isinstance(answer, Allowed)
    assert "soft_opt_in:i1" in answer.evidence
    assert rule_of(ask(facts, Channel.SMS)) == Rule.CONSENT_OR_SOFT_OPT_IN
    both = replace(attested, channels=(Channel.EMAIL, Channel.SMS))
    assert isinstance(ask(replace(facts, soft_opt_in=both), Channel.SMS), Allowed)
    assert rule_of(ask(replace(facts, soft_opt_in=both), Channel.WHATSAPP)) == Rule.CONSENT


def test_the_soft_opt_in_counts_nowhere_else() -> None:
    attested = SoftOptIn("f1", datetime(2026, 9, 1, tzinfo=UTC), "i1")
    facts = customer(Jurisdiction.ELSEWHERE, soft_opt_in=attested)
    assert rule_of(ask(facts, Channel.EMAIL)) == Rule.CONSENT


def test_an_attestation_from_the_future_is_no_evidence() -> None:
    attested = SoftOptIn("f1", OPEN + timedelta(seconds=1), "i1")
    facts = customer(Jurisdiction.EU, soft_opt_in=attested)
    assert rule_of(ask(facts, Channel.EMAIL)) == Rule.CONSENT_OR_SOFT_OPT_IN


def test_withdrawing_one_consent_withdraws_all_given_before() -> None:
    withdrawn = datetime(2026, 5, 1, tzinfo=UTC)
    old = consent(Channel.SMS)
    newer = consent(Channel.SMS, granted_at=datetime(2026, 2, 1, tzinfo=UTC), revoked_at=withdrawn)
    facts = customer(consents=(old, newer))
    assert rule_of(ask(facts, Channel.SMS)) == Rule.WITHDRAWN
    again = consent(Channel.SMS, granted_at=withdrawn + timedelta(days=1))
    assert isinstance(ask(facts, Channel.SMS, earned=(again,)), Allowed)


def test_withdrawal_outweighs_the_soft_opt_in() -> None:
    facts = customer(
        Jurisdiction.EU,
        soft_opt_in=SoftOptIn("f1", datetime(2026, 9, 1, tzinfo=UTC), "i1"),
        consents=(consent(Channel.EMAIL, revoked_at=datetime(2026, 5, 1, tzinfo=UTC)),),
    )
    assert rule_of(ask(facts, Channel.EMAIL)) == Rule.WITHDRAWN


NO_ON = datetime(2026, 5, 1, tzinfo=UTC)


def a_no(channel: Channel) -> Consent:
    """As a page of the dial pool carries the no of a customer file."""
    return Consent(channel, granted_at=NO_ON, source="file", wording="", revoked_at=NO_ON)


@pytest.mark.parametrize("place", list(Jurisdiction))
@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("purpose", [Purpose.OPENING, Purpose.FOLLOW_UP])
def test_a_no_closes_its_channel_in_every_place_until_a_later_consent(
    place: Jurisdiction, channel: Channel, purpose: Purpose
) -> None:
    before = consent(channel, granted_at=NO_ON)
    facts = customer(place, consents=(before, a_no(channel)))
    refused = ask(facts, channel, purpose=purpose, whatsapp_wrote=OPEN)
    assert isinstance(refused, Refused)
    assert refused.rule == Rule.WITHDRAWN
    assert refused.evidence == f"no:{channel}:{NO_ON.isoformat()}"
    assert refused.retry_at is None
    again = consent(channel, granted_at=NO_ON + timedelta(seconds=1))
    answer = ask(facts, channel, purpose=purpose, whatsapp_wrote=OPEN, earned=(again,))
    assert isinstance(answer, Allowed)


def test_a_no_to_email_stops_email_to_an_american_and_nothing_else() -> None:
    facts = customer(consents=(a_no(Channel.EMAIL), consent(Channel.SMS)))
    assert rule_of(ask(facts, Channel.EMAIL)) == Rule.WITHDRAWN
    assert isinstance(ask(facts, Channel.SMS), Allowed)
    assert isinstance(ask(customer(consents=(a_no(Channel.SMS),)), Channel.EMAIL), Allowed)


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.WHATSAPP])
def test_who_said_no_and_writes_on_that_channel_is_answered_there_alone(channel: Channel) -> None:
    facts = customer(consents=tuple(a_no(each) for each in Channel))
    wrote = OPEN - timedelta(hours=2)
    wrote_in_chat = wrote if channel is Channel.WHATSAPP else None
    for answered_on in Channel:
        answer = ask(
            facts,
            answered_on,
            purpose=Purpose.REPLY,
            wrote=wrote,
            whatsapp_wrote=wrote_in_chat,
            wrote_on=channel,
        )
        if answered_on is channel:
            assert isinstance(answer, Allowed)
        else:
            assert rule_of(answer) == Rule.WITHDRAWN


@given(
    said=st.lists(
        st.tuples(st.sampled_from(["yes", "no"]), st.integers(-300, 30)), min_size=1, max_size=6
    ),
    place=st.sampled_from(list(Jurisdiction)),
)
def test_the_last_word_on_a_channel_decides_however_the_record_is_ordered(
    said: list[tuple[str, int]], place: Jurisdiction
) -> None:
    def at(days: int) -> datetime:
        return OPEN + timedelta(days=days)

    records = tuple(
        consent(Channel.EMAIL, granted_at=at(day))
        if word == "yes"
        else replace(a_no(Channel.EMAIL), granted_at=at(day), revoked_at=at(day))
        for word, day in said
    )
    answer = ask(customer(place, consents=records), Channel.EMAIL)
    # A consent from the future is no evidence yet; a no is heard whatever its clock says.
    last_no = max((day for word, day in said if word == "no"), default=None)
    last_yes = max((day for word, day in said if word == "yes" and day <= 0), default=None)
    says_no = last_no is not None and (last_yes is None or last_yes <= last_no)
    assert (rule_of(answer) == Rule.WITHDRAWN) is says_no


def test_consent_for_one_channel_is_not_consent_for_another() -> None:
    facts = customer(Jurisdiction.EU, consents=(consent(Channel.EMAIL), consent(Channel.SMS)))
    assert rule_of(ask(facts, Channel.VOICE)) == Rule.CONSENT_WITH_WORDING
    assert rule_of(ask(facts, Channel.WHATSAPP)) == Rule.CONSENT


def test_consent_earned_in_the_conversation_counts_and_names_its_source() -> None:
    earned = consent(Channel.VOICE, source="hosted_page")
    answer = ask(customer(), Channel.VOICE, earned=(earned,))
    assert isinstance(answer, Allowed)
    assert "hosted_page" in answer.evidence


def test_a_consent_without_a_source_or_from_the_future_is_no_evidence() -> None:
    for broken in (
        consent(Channel.SMS, source=" "),
        consent(Channel.SMS, granted_at=OPEN + timedelta(seconds=1)),
    ):
        assert rule_of(ask(customer(consents=(broken,)), Channel.SMS)) == Rule.CONSENT


def test_an_address_and_a_phone_of_two_places_obey_both() -> None:
    facts = customer(Jurisdiction.EU, phone="+12125550123", consents=(consent(Channel.VOICE),))
    answer = ask(facts, Channel.VOICE)
    assert isinstance(answer, Allowed)
    assert answer.rule == "eu.voice+us.voice"
    spoken = replace(facts, consents=(consent(Channel.VOICE, written=False),))
    assert rule_of(ask(spoken, Channel.VOICE)) == Rule.WRITTEN_AI_VOICE_CONSENT


@pytest.mark.parametrize(
    ("country", "phone", "rule"),
    [
        ("", "+4915112345678", "elsewhere.email"),
        ("", "", "elsewhere.email"),
        ("gb", "", "uk.email"),
    ],
)
def test_mail_to_an_unknown_country_is_under_the_strictest_rule_whatever_the_phone(
    country: str, phone: str, rule: str
) -> None:
    facts = customer(country=country, region="", phone=phone, consents=(consent(Channel.EMAIL),))
    answer = ask(facts, Channel.EMAIL)
    assert isinstance(answer, Allowed)
    assert answer.rule == rule


@pytest.mark.parametrize("phone", ["", "+12125550101", "+4915112345678"])
def test_mail_to_an_unknown_country_without_a_consent_is_refused(phone: str) -> None:
    facts = customer(country="", region="", phone=phone, consents=())
    assert rule_of(ask(facts, Channel.EMAIL)) == Rule.CONSENT


def test_mail_to_zones_without_a_common_hour_keeps_the_tenants_hours() -> None:
    facts = customer(country="RU", region="", phone="", consents=(consent(Channel.EMAIL),))
    rules = replace(READY, tenant_time_zone="Europe/Vilnius")
    answer = ask(facts, Channel.EMAIL, rules=rules, now=datetime(2026, 9, 15, 14, tzinfo=UTC))
    assert isinstance(answer, Allowed)
    assert [zone.zone for zone in answer.zones] == ["Europe/Vilnius"]


def test_mail_without_any_zone_uses_the_tenants() -> None:
    facts = customer(country="", region="", phone="", consents=(consent(Channel.EMAIL),))
    rules = replace(READY, tenant_time_zone="Europe/Vilnius")
    answer = ask(facts, Channel.EMAIL, rules=rules, now=datetime(2026, 9, 15, 14, tzinfo=UTC))
    assert isinstance(answer, Allowed)
    assert [zone.zone for zone in answer.zones] == ["Europe/Vilnius"]


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE, Channel.WHATSAPP])
def test_text_and_voice_to_an_unknown_country_are_refused(channel: Channel) -> None:
    facts = customer(country="", region="", phone="+87810123456789", consents=(consent(channel),))
    answer = ask(facts, channel)
    assert rule_of(answer) in {Rule.COUNTRY_UNKNOWN, Rule.NO_ADDRESS}


def test_a_toll_free_number_alone_tells_no_zone_so_it_is_refused() -> None:
    facts = customer(country="", region="", phone="+18005550123", consents=(consent(Channel.SMS),))
    answer = ask(facts, Channel.SMS)
    assert rule_of(answer) == Rule.ZONES_UNKNOWN
    assert isinstance(answer, Refused)
    assert answer.retry_at is None


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"do_not_contact": True}, Rule.DO_NOT_CONTACT),
        ({"paid": False}, Rule.NO_PAID_RELATIONSHIP),
        ({"phone": "", "email": ""}, Rule.NO_ADDRESS),
        ({"phone": "12", "email": "nobody"}, Rule.NO_ADDRESS),
    ],
)
def test_the_floor_holds_on_every_channel_and_for_replies_too(
    channel: Channel, changes: dict[str, object], rule: Rule
) -> None:
    facts = customer(consents=tuple(consent(each) for each in Channel), **changes)
    for purpose in Purpose:
        answer = ask(
            facts,
            channel,
            purpose=purpose,
            wrote=OPEN - timedelta(minutes=1),
            whatsapp_wrote=OPEN - timedelta(minutes=1),
            wrote_on=channel,
        )
        assert rule_of(answer) == rule
        assert isinstance(answer, Refused)
        assert answer.retry_at is None


@pytest.mark.parametrize("channel", list(Channel))
def test_a_suppressed_person_gets_nothing_not_even_a_reply(channel: Channel) -> None:
    facts = customer(consents=tuple(consent(each) for each in Channel))
    for purpose in Purpose:
        answer = ask(
            facts,
            channel,
            purpose=purpose,
            person=PersonHistory(suppressed=True),
            wrote=OPEN,
            whatsapp_wrote=OPEN,
            wrote_on=channel,
        )
        assert rule_of(answer) == Rule.SUPPRESSED


def test_sms_outside_the_us_is_off_unless_the_tenant_turns_it_on() -> None:
    facts = customer(Jurisdiction.EU, consents=(consent(Channel.SMS),))
    off = replace(READY, sms_outside_us=False)
    assert rule_of(ask(facts, Channel.SMS, rules=off)) == Rule.SMS_OUTSIDE_US
    assert isinstance(ask(facts, Channel.SMS), Allowed)
    answering = ask(facts, Channel.SMS, rules=off, purpose=Purpose.REPLY, wrote=OPEN)
    assert isinstance(answering, Allowed)


def test_writing_on_a_channel_invites_an_answer_there_and_no_call() -> None:
    stranger = customer(Jurisdiction.EU)
    wrote = OPEN - timedelta(hours=2)
    reply = Purpose.REPLY
    there = ask(stranger, Channel.SMS, purpose=reply, wrote=wrote, wrote_on=Channel.SMS)
    assert isinstance(there, Allowed)
    assert there.rule == "reply.eu.sms"
    elsewhere = ask(stranger, Channel.SMS, purpose=reply, wrote=wrote, wrote_on=Channel.EMAIL)
    assert rule_of(elsewhere) == Rule.CONSENT_OR_SOFT_OPT_IN
    call = ask(stranger, Channel.VOICE, purpose=reply, wrote=wrote, wrote_on=Channel.VOICE)
    assert rule_of(call) == Rule.CONSENT_WITH_WORDING
    chat = ask(stranger, Channel.WHATSAPP, purpose=reply, wrote=wrote, whatsapp_wrote=wrote)
    assert isinstance(chat, Allowed)
