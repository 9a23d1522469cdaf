"""Readable senders on our own domain: whose they are, and which nobody gets."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.identity import directory
from tenancy.identity.shared_senders import RESERVED, claim_sender, sender_names
from tenancy.tenant import tenant_id

A, B = tenant_id("t_aaaaaaaaaaaa"), tenant_id("t_bbbbbbbbbbbb")
DOMAIN = "mail.example.com"


def _first(first_name: str, business: str) -> str:
    return next(sender_names(first_name, business))


@pytest.mark.parametrize(
    ("first_name", "business", "name"),
    [
        ("Ada", "Acme", "ada.acme"),
        ("Ada Lovelace", "Acme Notes, Inc.", "ada.acmenotesinc"),
        ("Jūratė", "Žalia UAB", "jurate.zaliauab"),
        ("Ольга", "Ёлка", "olga.elka"),
        ("Søren", "Straße", "soren.strasse"),
        ("", "Acme", "acme"),
        ("Acme", "Acme", "acme"),
        ("李", "株式会社", "team"),
        ("", "Support", "team.support"),
        ("Hello", "", "team.hello"),
        ("r-t_x", "c_y", "rtx.cy"),
    ],
)
def test_a_sender_is_read_as_who_writes_and_for_whom(
    first_name: str, business: str, name: str
) -> None:
    assert _first(first_name, business) == name


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_name_is_one_a_mailbox_may_have_and_none_is_ours(first: str, business: str) -> None:
    for name in itertools.islice(sender_names(first, business), 3):
        assert name not in RESERVED
        assert 0 < len(name) <= 64, "RFC 5321, 4.5.3.1.1"
        assert all(part.isalnum() and part.isascii() for part in name.split("."))


def test_two_businesses_of_one_name_get_two_senders_and_each_its_answers(aws: None) -> None:
    mine = claim_sender(A, first_name="Ada", business="Acme", domain=DOMAIN)
    theirs = claim_sender(B, first_name="Ada", business="Acme", domain=DOMAIN)
    assert (mine, theirs) == (f"ada.acme@{DOMAIN}", f"ada.acme2@{DOMAIN}")
    assert directory.tenant_at(channel="email", address=mine.upper()) == A
    assert directory.tenant_at(channel="email", address=theirs) == B


def test_claiming_again_gives_the_same_sender(aws: None) -> None:
    claims = [claim_sender(A, first_name="Ada", business="Acme", domain=DOMAIN) for _ in range(2)]
    assert claims == [f"ada.acme@{DOMAIN}"] * 2
