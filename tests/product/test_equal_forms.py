"""Which spellings are one person's, and which are two people's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.product.equal_forms import equal_form, is_equal, known_forms, whatsapp_forms
from tenancy.runtime.privacy import address_hash

ONE_LINE = (
    ("+5531988888888", "+553188888888"),
    ("+5511961234567", "+551161234567"),
    ("+5215512345678", "+525512345678"),
    ("+5491123456789", "+541123456789"),
    ("+5493512345678", "+543512345678"),
    ("+2290197123456", "+22997123456"),
)
TWO_LINES = (
    # A Brazilian fixed line and the mobile number with a nine before the same digits.
    ("+551134567890", "+5511934567890"),
    ("+553188888888", "+553288888888"),
    ("+12125550143", "+12125550144"),
    # Nine and one are ordinary digits elsewhere.
    ("+49912345678", "+4912345678"),
    ("+5511988888888", "+5211988888888"),
)
ONE_MAILBOX = (
    ("Anna.B@gmail.com", "annab@gmail.com", "anna.b+news@googlemail.com", "a.n.n.a.b@GMAIL.com"),
    ("anna@icloud.com", "anna@me.com", "anna@mac.com", "anna+shop@icloud.com"),
    ("a.b@proton.me", "ab@protonmail.com", "a-b@pm.me", "a_b+x@proton.me"),
    ("a.b@yandex.ru", "a-b@ya.ru", "a.b+x@yandex.com", "a.b@yandex.kz"),
    ("anna@outlook.com", "anna+x@outlook.com", "ANNA@Outlook.com"),
    ("anna@hotmail.co.uk", "anna+x@hotmail.co.uk"),
    ("anna@bücher.example", "anna@xn--bcher-kva.example", "ANNA@Bücher.example."),
)
TWO_MAILBOXES = (
    ("anna@outlook.com", "anna@hotmail.com"),
    ("anna.b@outlook.com", "annab@outlook.com"),
    ("anna.b@icloud.com", "annab@icloud.com"),
    ("anna.b@firm.example", "annab@firm.example"),
    ("anna+a@firm.example", "anna+b@firm.example"),
    ("anna@gmail.com", "anna@gmail.co"),
    ("ab@yandex.ru", "a.b@yandex.ru"),
    ("anna@yandex.ru", "anna@mail.ru"),
    ("+a@gmail.com", "+b@gmail.com"),
)


def test_the_digits_a_country_put_in_or_left_out_make_no_other_line() -> None:
    for forms in ONE_LINE:
        assert len({equal_form("phone", form) for form in forms}) == 1, forms


def test_lines_that_two_people_may_have_stay_two() -> None:
    for one, other in TWO_LINES:
        assert not is_equal("phone", one, other), (one, other)


def test_dots_tags_case_and_other_domains_of_a_host_make_no_other_mailbox() -> None:
    for forms in ONE_MAILBOX:
        assert len({equal_form("email", form) for form in forms}) == 1, forms


def test_mailboxes_that_two_people_may_have_stay_two() -> None:
    for one, other in TWO_MAILBOXES:
        assert not is_equal("email", one, other), (one, other)


@pytest.mark.parametrize(
    "address", ["", "@", "a@", "@gmail.com", "....@gmail.com", "a@b@gmail.com"]
)
def test_what_is_no_address_still_has_a_key(address: str) -> None:
    assert equal_form("email", address) == equal_form("email", equal_form("email", address))


@given(
    st.sampled_from(["phone", "email", "other"]),
    st.one_of(
        st.text(max_size=30),
        st.from_regex(r"\+(55|52|54|229|1)[0-9]{6,12}", fullmatch=True),
        st.from_regex(r"[a-z.+-]{1,8}@(gmail|proton|yandex|firm)\.(com|me|ru)", fullmatch=True),
    ),
)
def test_a_key_is_its_own_key_and_the_first_of_the_known_forms(kind: str, address: str) -> None:
    key = equal_form(kind, address)
    assert equal_form(kind, key) == key
    forms = known_forms(kind, address)
    assert forms[0] == key
    assert {equal_form(kind, form) for form in forms} == {key}


def test_an_address_is_found_under_the_spelling_older_records_kept() -> None:
    """A record of before holds the keyed hash of one spelling, and either may have been written."""
    key = bytes(range(32))
    for kind, groups in (("phone", ONE_LINE), ("email", ONE_MAILBOX)):
        for forms in groups:
            for form in forms:
                old = address_hash(key, kind=kind, address=form)
                own = {
                    address_hash(key, kind=kind, address=known) for known in known_forms(kind, form)
                }
                assert old in own
    for one, other in ONE_LINE:
        assert set(known_forms("phone", one)) == set(known_forms("phone", other)) == {one, other}


def test_whatsapp_may_mean_a_mobile_number_where_it_shows_a_brazilian_fixed_line() -> None:
    assert whatsapp_forms("+551134567890") == ("+551134567890", "+5511934567890")
    assert whatsapp_forms("+5511934567890") == ("+5511934567890",)
    assert whatsapp_forms("+5531988888888") == whatsapp_forms("+553188888888")
    assert whatsapp_forms("+12125550143") == ("+12125550143",)
