"""No page shows a founder a name, an id or a state of the code, also when something was refused."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from frontend_api.launch.channel_readiness import opening_channels, readiness_words
from frontend_api.wording.refusals import REFUSALS
from frontend_api.wording.terms import (
    PART_WORDS,
    in_words,
    offer_needs,
    part_word,
    word,
)
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId, State
from functions.outreach.domain.permission.decide import Rule
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.settings import Sender
from functions.outreach.ports import EffectRecord, EffectStatus, LoadedConversation
from functions.product.channels import CHANNELS, Channel
from functions.product.motions import MOTIONS
from tenancy.identity.audit import Action
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import conversation, fill
from tests.console.test_dispatch import _GETS, _address
from tests.console.visits import Visit, signed_in, text

_REASONS = (
    "guard:template",
    "not said: guard:not_approved",
    "line_missing:opener",
    "sms:consent_missing, voice:written_ai_voice_consent_missing",
    "callback due, not permitted: whatsapp:whatsapp_window_closed",
    "refused:per_day",
    "no_channel",
)
_INTERNAL = re.compile(
    r"""\b(?:guard|line_missing|answer_missing|refused|withdrawn):
    | \(embedded\)
    | \bin\ (?:en|lt|ru)\b
    | \b(?!cus_\d|rk_live_|rk_test_)[a-z]+_[a-z0-9_]+     # names of the code, and ids
    | \b(?=\d*[a-f])[0-9a-f]{8,}\b                            # hashes
    | \bSM[0-9a-f]{4,}\b""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_SHOWN = re.compile(r"<(script|style|textarea|code)\b.*?</\1>", re.DOTALL)
_SLOTS = re.compile(r"\{\w+\}")
"""What founders write into their lines themselves."""
_STRIPES_OWN = re.compile(r"\b(?:customer|invoice)\.[a-z_.]+")


def _uncomfortable(world: World) -> None:
    """What pages show on bad days: refusals, a channel half ready, a booking nobody marked."""
    fill(world)
    for number, reason in enumerate(_REASONS):
        name = f"c_{number + 10}"
        talk = replace(conversation(State.CLOSED), id=ConversationId(name), reason=reason)
        effects = tuple(
            EffectRecord(
                Effect(
                    EffectId(f"{name}-{rule}"),
                    EffectKind.CONTACT_CUSTOMER,
                    "+12125550123",
                    channel=Channel.WHATSAPP,
                ),
                EffectStatus.REFUSED,
                NOON,
                "SM0123",
                error=rule,
            )
            for rule in (*Rule, "guard:template", "withdrawn:booked", "channel_not_ready")
        )
        world.conversations.whole[name] = LoadedConversation(talk, frozenset(), effects)
    row = world.bookings.rows[BookingId("b_1")]
    slot = replace(
        row.booking.slot,
        start=row.booking.slot.start - timedelta(days=9),
        end=row.booking.slot.end - timedelta(days=9),
    )
    over = replace(row.booking, id=BookingId("b_2"), slot=slot)
    world.bookings.rows[over.id] = replace(row, booking=over)
    world.settings.save_sender(TENANT, Sender(Channel.WHATSAPP, "+12025550142", ready=True))
    details = ("im_done", "campaign_1", "c_1", "b_1", "upsell-en", "upsell-en-opener-any-1")
    for detail in (
        *details,
        "im_gone",
        "c_1 2 interested",
        "base replaced by im_done",
        "channel sms",
    ):
        world.audit.record(
            TENANT, by=FOUNDER, action=Action.CHANGED_SETTINGS, detail=detail, now=NOON
        )
    (account,) = world.accounts.accounts.values()
    world.accounts.save_tenant(replace(account.session.tenant, languages=("en", "lt")))


def _words(page: str) -> str:
    """What a person reads of a page, with its titles and labels; never what a form sends."""
    shown = _SLOTS.sub(" ", _NOT_SHOWN.sub(" ", page[page.find("<body") :]))
    said = re.findall(r'(?:title|aria-label)="([^"]*)"', shown)
    return html.unescape(" ".join((re.sub(r"<[^>]+>", " ", shown), *said)))


_PAGES = [
    *(path for path in _GETS if not path.startswith(("/api/", "/calendar"))),
    *(f"/conversations/c_{number + 10}" for number in range(len(_REASONS))),
    "/bookings/b_2",
    "/bookings?show=callbacks",
    "/bookings?show=opt-outs",
]


@pytest.fixture(scope="module")
def visit() -> Visit:
    world = World()
    visiting = signed_in(world)
    _uncomfortable(world)
    return visiting


@pytest.mark.parametrize("path", _PAGES)
def test_no_page_shows_a_name_or_an_id_of_the_code(path: str, visit: Visit) -> None:
    address = _address(path) + ("?id=cus_1" if path.endswith(("/customer", "/history")) else "")
    shown = _STRIPES_OWN.sub(" ", _words(text(visit.get(address))))
    assert sorted({found.group() for found in _INTERNAL.finditer(shown)}) == []


@pytest.mark.parametrize("rule", [*Rule, *(f"guard:{rule}" for rule in ("hash", "url", "length"))])
def test_every_rule_has_words(rule: str) -> None:
    assert rule.partition(":")[2] in REFUSALS or rule in REFUSALS
    assert "_" not in word(rule)


@pytest.mark.parametrize("part", Part)
def test_every_part_of_a_playbook_has_words(part: Part) -> None:
    assert part.value in PART_WORDS


def test_the_audit_log_names_what_a_row_is_about(visit: Visit) -> None:
    shown = _words(text(visit.get("/audit")))
    for name in ("customers.csv", "Reports for heavy users", "Grace Sample", "Upsell, English"):
        assert name in shown
    assert "Upsell, English: Opener: the customer's own situation" in shown
    assert "Base replaced by customers.csv" in shown


def test_a_booking_that_is_over_is_not_upcoming(visit: Visit) -> None:
    shown = _words(text(visit.get("/bookings/b_2")))
    assert "Past: say how it went" in shown
    assert "Upcoming" not in shown
    past = text(visit.get("/bookings")).partition('id="past"')[2]
    assert "Past: say how it went" in past
    assert "Upcoming" not in past


@pytest.mark.parametrize("path", ["/channels", "/?show=steps", "/campaigns/campaign_2"])
def test_a_channel_is_as_ready_on_every_page(path: str, visit: Visit) -> None:
    """WhatsApp has no approved text, so it opens nothing, whatever page says so."""
    shown = " ".join(_words(text(visit.get(path))).split())
    if path == "/channels":
        assert "WhatsApp Partly ready" in shown
        assert "waits for an approved template" in shown
    else:
        assert "Ready: Email. Partly ready: WhatsApp." in shown


def test_a_channel_that_opens_nothing_launches_nothing() -> None:
    world = World()
    signed_in(world)
    fill(world)
    only = Sender(Channel.WHATSAPP, "+12025550142", ready=True)
    world.settings.settings = replace(world.settings.settings, senders=(only,))
    assert opening_channels(world.settings.settings) == ()
    assert readiness_words(world.settings.settings) == "Partly ready: WhatsApp."


def test_a_reason_reads_as_a_sentence() -> None:
    assert in_words("not said: guard:template") == (
        "Not said: held back by the last look: WhatsApp lets the agent write first only in a text "
        "it approved"
    )
    assert in_words("sms:consent_missing, voice:written_ai_voice_consent_missing") == (
        "SMS: they did not agree to this channel, Voice: they did not agree in writing to calls by "
        "an AI voice"
    )
    assert in_words("asked for a person") == "Asked for a person"


@pytest.mark.parametrize("rule", ["price", "disclosure"])
def test_a_rule_named_like_a_part_of_a_playbook_keeps_its_own_words(rule: str) -> None:
    assert word(f"guard:{rule}").endswith(f": {_small(REFUSALS[rule])}")
    assert part_word(Part(rule)) == PART_WORDS[rule] != REFUSALS[rule]


def test_a_row_of_the_tables_keeps_its_own_name() -> None:
    assert [word(row.motion) for row in MOTIONS.rows] == [row.name for row in MOTIONS.rows]
    assert [word(row.channel) for row in CHANNELS.rows] == [r.words.name for r in CHANNELS.rows]


def test_the_first_page_names_every_channel_the_quickest_first() -> None:
    shown = _words(text(signed_in(World()).get("/")))
    first, *others = (row.words.name for row in sorted(CHANNELS.rows, key=lambda r: r.setup_order))
    begin = shown.index(f"{first} is quickest.")
    assert all(name in shown[begin:] for name in others)
    assert "Email is quickest. SMS, WhatsApp and Voice join when they are approved." in shown


def test_pages_name_the_motions_that_need_an_offer_by_the_table(visit: Visit) -> None:
    introduce, go_without = offer_needs()
    shown = _words(text(visit.get("/campaigns/new")))
    assert f"{introduce.capitalize()} introduce one; {go_without} can go without." in shown
    for row in MOTIONS.rows:
        assert row.name.lower() in (introduce if row.needs_offer else go_without)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
