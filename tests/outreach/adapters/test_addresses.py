"""Ids, links and files of ours: derived, signed, and nothing beyond their purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.adapters.addresses import ConversationAddresses
from functions.outreach.adapters.mail.addresses import ReplyAddresses
from functions.outreach.adapters.mail.bucket import MAIL_BYTES_AT_MOST, MailBucket
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.store.conversations.derived_ids import DerivedIds
from functions.outreach.workflows.effects.compose import Addresses
from tests.outreach.approved import TENANT, conversation

KEY = b"k" * 32
LINKS: dict[str, dict[str, str]] = {}


class KeptLinks:
    def save(self, code: str, about: Mapping[str, str]) -> None:
        LINKS[code] = dict(about)

    def find(self, code: str) -> dict[str, str] | None:
        return LINKS.get(code)


REPLIES = ReplyAddresses(domain="mail.example.com", codes=KeptLinks())


def addresses(key: bytes = KEY, hooks_url: str = "https://hooks.example.com") -> Addresses:
    return ConversationAddresses(
        hooks_url=hooks_url,
        console_url="https://app.example.com",
        mail_domain="mail.example.com",
        token_key=key,
        replies=REPLIES,
        links=KeptLinks(),
    )


ADDRESSES = addresses()


def token(url: str) -> str:
    return url.rpartition("/")[2]


def code_of(reply_address: str) -> str:
    return reply_address.partition("@")[0].removeprefix("r-")


def test_a_link_names_its_conversation_and_purpose_and_nothing_else_of_the_person() -> None:
    talk = conversation()
    page, way_out = ADDRESSES.page(talk), ADDRESSES.unsubscribe(talk)
    assert page.startswith("https://hooks.example.com/c/")
    assert way_out.startswith("https://hooks.example.com/u/")
    assert token(page) == token(ADDRESSES.page(replace(talk, version=7)))
    assert token(page) != token(way_out)
    LINKS.clear()
    ADDRESSES.hand_out(talk)
    about = {"tenant": TENANT, "conversation": talk.id}
    assert {
        token(page): about | {"use": "page"},
        token(way_out): about | {"use": "unsubscribe"},
        code_of(ADDRESSES.reply_to(talk)): about | {"use": "reply"},
    } == LINKS


def test_nobody_without_the_key_finds_a_link_or_a_reply_address() -> None:
    ours, others = conversation(), conversation(id=ConversationId("c_other"))
    codes = {
        code
        for one in (ADDRESSES, addresses(b"l" * 32))
        for talk in (ours, others)
        for code in (token(one.page(talk)), code_of(one.reply_to(talk)))
    }
    assert len(codes) == 8
    assert all(len(code) * 5 >= 80 for code in codes), "bits of an unguessable link"


@pytest.mark.parametrize("hooks_url", ["http://127.0.0.1:8441", "https://go.example.eu"])
def test_a_whole_link_has_at_most_40_characters(hooks_url: str) -> None:
    here = addresses(hooks_url=hooks_url)
    talk = conversation(id=DerivedIds(KEY).conversation(campaign="k_1", customer="cus_1"))
    for link in (here.page(talk), here.unsubscribe(talk)):
        assert len(link) <= 40, link


def test_the_reply_address_is_short_and_leads_back_to_the_conversation() -> None:
    talk = conversation(id=DerivedIds(KEY).conversation(campaign="k_1", customer="cus_1"))
    address = ADDRESSES.reply_to(talk)
    assert len(address.partition("@")[0]) <= 20
    assert TENANT not in address
    LINKS.clear()
    assert REPLIES.find((address,)) is None, "never handed out"
    ADDRESSES.hand_out(talk)
    assert REPLIES.find(("somebody@example.com", address)) == (TENANT, talk.id)


def test_a_links_code_is_no_reply_address() -> None:
    talk = conversation()
    ADDRESSES.hand_out(talk)
    for link in (ADDRESSES.page(talk), ADDRESSES.unsubscribe(talk)):
        assert REPLIES.find((REPLIES.of_code(token(link)),)) is None


def test_a_reply_address_of_before_works_for_ever() -> None:
    talk = DerivedIds(KEY).conversation(campaign="k_1", customer="cus_1")
    assert REPLIES.find((f"r-{TENANT}-{talk}@mail.example.com",)) == (TENANT, talk)


def test_our_other_addresses_are_of_our_domain_and_console() -> None:
    talk = conversation()
    assert ADDRESSES.console(talk) == f"https://app.example.com/conversations/{talk.id}"
    assert ADDRESSES.sender(TENANT) == f"{TENANT}@mail.example.com"
    assert ADDRESSES.system_sender() == "hello@mail.example.com"


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_an_id_is_the_same_for_the_same_and_another_for_others(
    campaign: str, customer: str, other_campaign: str, other_customer: str
) -> None:
    ids = DerivedIds(KEY)
    mine = ids.conversation(campaign=campaign, customer=customer)
    assert mine == DerivedIds(KEY).conversation(campaign=campaign, customer=customer)
    assert mine != DerivedIds(b"l" * 32).conversation(campaign=campaign, customer=customer)
    if (campaign, customer) != (
        other_campaign,
        other_customer,
    ) and "\0" not in campaign + other_campaign:
        assert mine != ids.conversation(campaign=other_campaign, customer=other_customer)
    assert REPLIES.find((f"r-{TENANT}-{mine}@mail.example.com",)) == (TENANT, mine)


def test_received_mail_is_read_and_nothing_else_of_the_bucket(aws: None) -> None:
    s3 = boto3.client("s3")
    s3.put_object(Bucket="warmline-test", Key="mail/1", Body=b"From: x")
    s3.put_object(Bucket="warmline-test", Key="tenants/t_x/secret", Body=b"theirs")
    bucket = MailBucket(client=s3, bucket="warmline-test")
    assert bucket.read("mail/1") == b"From: x"
    for key in ("tenants/t_x/secret", "/mail/1", "mail", "Mail/1", "", "uploads/mail/1"):
        with pytest.raises(ValueError, match="not a received mail"):
            bucket.read(key)


@pytest.mark.slow
def test_of_a_huge_mail_only_the_front_is_read(aws: None) -> None:
    s3 = boto3.client("s3")
    s3.put_object(Bucket="warmline-test", Key="mail/1", Body=b"x" * (MAIL_BYTES_AT_MOST + 5))
    assert len(MailBucket(client=s3, bucket="warmline-test").read("mail/1")) == MAIL_BYTES_AT_MOST
