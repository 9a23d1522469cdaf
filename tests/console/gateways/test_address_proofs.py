"""Attacks on senders: nobody sends from, or receives for, an address that is not theirs."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from frontend_api.gateways.address_proofs import LambdaCodes, StoredAddressProofs
from frontend_api.gateways.settings import StoredSettings
from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.address_proofs import CodeWay
from functions.outreach.domain.settings import Sender
from functions.product.channels import Channel
from tenancy.data.table import ControlItem
from tenancy.identity import directory
from tenancy.identity.address_proofs import (
    BETWEEN_CODES,
    CODE_LIVES,
    COUNTED_FOR,
    MOST_BY_A_TENANT,
    MOST_TO_AN_ADDRESS,
    TRIES_A_CODE,
    AddressClaim,
)
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import tenant_id
from tests.console.fake_proofs import FakeSendCode
from tests.console.fakes import NOON

MINE, THEIRS = tenant_id("t_aaaaaaaaaaaa"), tenant_id("t_bbbbbbbbbbbb")
KEY = b"sample key of sixteen bytes or more"
NUMBER = AddressClaim("sms", "+12025550123", "Acme")
LATER = NOON + BETWEEN_CODES
UNPROVED = FieldRefusal("Prove first that this address is yours.", "address")
TOO_MANY = FieldRefusal("Too many codes were asked for today. Try again tomorrow.", "address")

pytestmark = [pytest.mark.usefixtures("aws"), pytest.mark.costly(first=4)]


@dataclass
class Stage:
    function: FakeSendCode = field(default_factory=FakeSendCode)
    codes: list[str] = field(default_factory=lambda: [f"{n:06d}" for n in range(111, 999)])
    keys: KeyRing = field(default_factory=lambda: KeyRing(KEY))

    @property
    def proofs(self) -> StoredAddressProofs:
        return StoredAddressProofs(
            mail_domain="mail.example.com",
            keys=lambda: self.keys,
            codes=LambdaCodes(self.function, "send-code"),
            new_code=lambda: self.codes.pop(0),
        )

    def sent(self) -> str:
        return self.function.arrived[-1]["code"]


def _prove(stage: Stage, claim: AddressClaim = NUMBER) -> None:
    assert stage.proofs.send_code(MINE, claim, way=CodeWay.TEXT, now=NOON) is None
    proved = stage.proofs.check_code(MINE, claim.channel, code=stage.sent(), now=NOON)
    assert proved == claim


def _sender(claim: AddressClaim) -> Sender:
    return Sender(Channel(claim.channel), claim.address, claim.name, ready=True)


def test_an_address_nobody_proved_is_never_saved_as_a_sender() -> None:
    settings = StoredSettings(mail_domain="mail.example.com")
    refused = settings.save_sender(MINE, _sender(NUMBER))
    assert refused == UNPROVED
    assert settings.load(MINE).senders == ()
    assert directory.tenant_at(channel="sms", address=NUMBER.address) is None


def test_the_address_of_another_tenant_is_refused_on_every_channel_and_no_code_goes_there() -> None:
    stage, settings = Stage(), StoredSettings(mail_domain="mail.example.com")
    _prove(stage)
    assert settings.save_sender(MINE, _sender(NUMBER)) is None
    arrived = len(stage.function.arrived)
    for channel in ("sms", "whatsapp", "voice"):
        stolen = AddressClaim(channel, NUMBER.address)
        refused = stage.proofs.send_code(THEIRS, stolen, way=CodeWay.TEXT, now=LATER)
        assert refused == FieldRefusal("Another business uses this address already.", "address")
        assert settings.save_sender(THEIRS, _sender(stolen)) == UNPROVED
    assert len(stage.function.arrived) == arrived
    assert settings.load(THEIRS).senders == ()
    assert directory.tenant_at(channel="sms", address=NUMBER.address) == MINE


def test_a_stranger_who_claims_an_address_first_does_not_keep_its_owner_out() -> None:
    stage = Stage()
    assert stage.proofs.send_code(THEIRS, NUMBER, way=CodeWay.TEXT, now=NOON) is None
    assert stage.proofs.send_code(MINE, NUMBER, way=CodeWay.TEXT, now=LATER) is None
    mine = stage.sent()
    assert isinstance(stage.proofs.check_code(THEIRS, "sms", code=mine, now=LATER), FieldRefusal)
    assert stage.proofs.check_code(MINE, "sms", code=mine, now=LATER) == NUMBER
    theirs = stage.function.arrived[0]["code"]
    late = stage.proofs.check_code(THEIRS, "sms", code=theirs, now=LATER)
    assert late == FieldRefusal("Another business uses this address already.", "address")


@pytest.mark.parametrize(
    "address", ["hello@mail.example.com", "t_bbbbbbbbbbbb@Mail.Example.com", "x@a.mail.example.com"]
)
def test_no_address_of_our_own_mail_domain_can_be_connected(address: str) -> None:
    """Such an address is another tenant's shared sender, or what our own mails come from."""
    stage, claim = Stage(), AddressClaim("email", address)
    refused = stage.proofs.send_code(MINE, claim, way=CodeWay.MAIL, now=NOON)
    assert refused == FieldRefusal(
        "Use an address of your own domain; this one is ours.", "address"
    )
    settings = StoredSettings(mail_domain="mail.example.com")
    assert settings.save_sender(MINE, _sender(claim)) == UNPROVED
    assert directory.tenant_at(channel="email", address=address) is None
    assert stage.function.arrived == []


def test_a_code_is_guessed_five_times_and_no_more() -> None:
    stage = Stage()
    stage.proofs.send_code(MINE, NUMBER, way=CodeWay.TEXT, now=NOON)
    for _ in range(TRIES_A_CODE):
        wrong = stage.proofs.check_code(MINE, "sms", code="999999", now=NOON)
        assert isinstance(wrong, FieldRefusal)
    right = stage.proofs.check_code(MINE, "sms", code=stage.sent(), now=NOON)
    assert right == FieldRefusal("That was wrong too often. Ask for a new code.", "code")
    assert not stage.proofs.is_proved(MINE, NUMBER.address)


def test_a_code_ends_after_a_quarter_of_an_hour_and_serves_once() -> None:
    stage = Stage()
    stage.proofs.send_code(MINE, NUMBER, way=CodeWay.TEXT, now=NOON)
    late = stage.proofs.check_code(MINE, "sms", code=stage.sent(), now=NOON + CODE_LIVES)
    assert late == FieldRefusal("This code is too old. Ask for a new one.", "code")
    assert stage.proofs.pending(MINE, now=NOON + CODE_LIVES) == ()
    spaced = f" {stage.sent()[:3]} {stage.sent()[3:]}"
    assert stage.proofs.check_code(MINE, "sms", code=spaced, now=LATER) == NUMBER
    again = stage.proofs.check_code(MINE, "sms", code=stage.sent(), now=LATER)
    assert isinstance(again, FieldRefusal)


def test_the_newest_code_replaces_the_older_and_belongs_to_its_address_and_channel() -> None:
    stage = Stage()
    stage.proofs.send_code(MINE, NUMBER, way=CodeWay.TEXT, now=NOON)
    first = stage.sent()
    other = AddressClaim("sms", "+12025550177")
    stage.proofs.send_code(MINE, other, way=CodeWay.TEXT, now=NOON)
    assert isinstance(stage.proofs.check_code(MINE, "sms", code=first, now=NOON), FieldRefusal)
    elsewhere = stage.proofs.check_code(MINE, "voice", code=stage.sent(), now=NOON)
    assert isinstance(elsewhere, FieldRefusal)
    assert not stage.proofs.is_proved(MINE, NUMBER.address)


def test_an_address_is_not_flooded_with_codes_by_however_many_tenants() -> None:
    stage = Stage()
    tenants = [tenant_id(f"t_{number:012d}") for number in range(MOST_TO_AN_ADDRESS + 1)]
    at, refused = NOON, []
    for tenant in tenants:
        refused.append(stage.proofs.send_code(tenant, NUMBER, way=CodeWay.CALL, now=at))
        at += BETWEEN_CODES
    assert refused[:-1] == [None] * MOST_TO_AN_ADDRESS
    assert refused[-1] == TOO_MANY
    assert len(stage.function.arrived) == MOST_TO_AN_ADDRESS
    once = stage.proofs.send_code(MINE, NUMBER, way=CodeWay.TEXT, now=NOON + COUNTED_FOR)
    assert once is None
    hasty = stage.proofs.send_code(MINE, NUMBER, way=CodeWay.TEXT, now=NOON + COUNTED_FOR)
    assert hasty == FieldRefusal(
        "A code went there a moment ago. Wait a minute before the next try.", "address"
    )


def test_a_tenant_asks_for_so_many_codes_a_day() -> None:
    stage = Stage()
    answers = [
        stage.proofs.send_code(
            MINE, AddressClaim("sms", f"+1202555{number:04d}"), way=CodeWay.TEXT, now=NOON
        )
        for number in range(MOST_BY_A_TENANT + 1)
    ]
    assert answers[:-1] == [None] * MOST_BY_A_TENANT
    assert answers[-1] == TOO_MANY


def test_a_code_of_before_is_taken_while_the_key_changes_and_not_after() -> None:
    stage, newer = Stage(), b"another key of sixteen bytes or more"
    for keys, proved in ((KeyRing(newer, (KEY,)), True), (KeyRing(newer), False)):
        stage.keys = KeyRing(KEY)
        claim = AddressClaim("sms" if proved else "voice", NUMBER.address)
        moment = NOON if proved else LATER
        assert stage.proofs.send_code(MINE, claim, way=CodeWay.TEXT, now=moment) is None
        stage.keys = keys
        checked = stage.proofs.check_code(MINE, claim.channel, code=stage.sent(), now=moment)
        assert (checked == claim) is proved


def test_a_code_is_kept_as_a_keyed_hash_alone() -> None:
    stage = Stage(codes=["808080"])
    stage.proofs.send_code(MINE, NUMBER, way=CodeWay.TEXT, now=NOON)
    assert all("808080" not in (row.document or "") for row in ControlItem.scan())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"problem": "not_sent"}, "No code could be sent there. Is the address right?"),
        ({"problem": "no_number"}, "Numbers cannot be proved here yet: tell the operator."),
        ({"errorMessage": "boom"}, "No code could be sent there. Is the address right?"),
    ],
)
def test_a_code_that_could_not_be_sent_is_said_beside_the_address(
    answer: dict[str, object], words: str
) -> None:
    stage = Stage(FakeSendCode(answer=answer))
    refused = stage.proofs.send_code(MINE, NUMBER, way=CodeWay.TEXT, now=NOON)
    assert refused == FieldRefusal(words, "address")


def test_a_founders_own_phone_is_proved_and_stays_free_for_everybody() -> None:
    stage, claim = Stage(), AddressClaim("phone-f_1", "+12025550143")
    assert stage.proofs.send_code(MINE, claim, way=CodeWay.CALL, now=NOON) is None
    proved = stage.proofs.check_own_code(MINE, "phone-f_1", code=stage.sent(), now=NOON)
    assert proved == claim.address
    assert not stage.proofs.is_proved(MINE, claim.address)
    assert directory.tenant_at(channel="voice", address=claim.address) is None
    again = stage.proofs.check_own_code(MINE, "phone-f_1", code=stage.sent(), now=NOON)
    assert again == FieldRefusal("No code is open for this channel. Ask for a new one.", "code")
