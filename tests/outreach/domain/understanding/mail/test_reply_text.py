"""What a person newly wrote in a mail is told from history, signature and what we sent."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.mail.reply_text import latest_reply_text
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
from tests.outreach.domain.understanding.mail.quoting_styles import (
    ATTRIBUTIONS,
    FOOTER,
    HEADS,
    KNOWN,
    MAIL,
    MARKED,
    NOTICE,
    OURS,
    PHONES,
    SEPARATORS,
    UNEVEN_HEADS,
    Style,
    head,
    with_signs,
)

SENT = (OURS, FOOTER)


@pytest.mark.parametrize(
    "mail",
    [
        "Yes please\n\nOn Tue, Mar 3, 2026 at 9:00 AM, Acme <a@example.com> wrote:\n> Hello",
        "Yes please\n\nOn Tue, Mar 3, 2026 at 9:00 AM, Acme\n<a@example.com> wrote:\n> Hello",
        "Yes please\r\n\r\n-----Original Message-----\r\nFrom: Acme\r\nHello",
        "Yes please\n\nFrom: Acme <a@example.com>\nSent: Tuesday\nTo: Anna\nSubject: Hi\n\nHello",
        "Yes please\n\n2026-03-03 09:00, Acme <a@example.com> rašė:\n> Labas",
        "Yes please\n\nвт, 3 мар. 2026 г. в 09:00, Acme <a@example.com>:\n> Привет",
        "Yes please\n\n3 марта 2026 г., Acme <a@example.com> пишет:\n> Привет",
        "Yes please\n-- \nAnna\n+1 555 0100",
        "Yes please\n\nSent from my iPhone",
        "> Hello\nYes please",
    ],
)
def test_only_the_new_words_are_left(mail: str) -> None:
    assert latest_reply_text(mail) == "Yes please"


def test_a_mail_of_quotes_alone_has_no_reply() -> None:
    assert latest_reply_text("> Hello\n> there") == ""


def test_a_sentence_that_mentions_writing_is_kept() -> None:
    text = "On Monday I wrote a note.\nCan we talk?"
    assert latest_reply_text(text) == text


@given(st.text(max_size=2000))
def test_no_text_breaks_it(text: str) -> None:
    assert len(latest_reply_text(text)) <= len(text)


@pytest.mark.parametrize("attribution", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_an_attribution_in_any_language_begins_the_history(attribution: str) -> None:
    assert latest_reply_text(f"Tuesday, 10:00\n{attribution}\n\n{MAIL}") == "Tuesday, 10:00"
    assert latest_reply_text(f"{attribution}\n{with_signs(MAIL)}\n\nNo.") == "No."


@pytest.mark.parametrize(
    "attribution", ["2026/11/24 Sample Desk <hi@mail.example.com>", "You wrote:", "Jūs rašėte:"]
)
def test_above_quoting_signs_less_is_enough(attribution: str) -> None:
    for sign in ("> ", "| ", "SD> "):
        assert latest_reply_text(f"Yes\n\n{attribution}\n\n{with_signs(MAIL, sign)}") == "Yes"


@pytest.mark.parametrize("language", HEADS)
def test_the_head_of_a_quoted_mail_begins_the_history(language: str) -> None:
    block = head(language)
    bold = "\n".join(f"*{line.replace(':', ':*', 1)}" for line in block.split("\n"))
    spaced = block.replace("\n", "\n\n")
    for written in (block, block.replace(": ", " : "), bold, spaced, f"{'_' * 32}\n{block}"):
        assert latest_reply_text(f"No, thanks.\n\n{written}\n\n{MAIL}") == "No, thanks."


@pytest.mark.parametrize("language", [name for name in HEADS if name != "nobody foresaw"])
def test_a_sender_without_an_address_is_one_too(language: str) -> None:
    assert latest_reply_text(f"No\n\n{head(language, sender='Sample Desk')}\n\n{MAIL}") == "No"


@pytest.mark.parametrize("block", UNEVEN_HEADS.values(), ids=UNEVEN_HEADS)
def test_a_head_may_be_uneven(block: str) -> None:
    assert latest_reply_text(f"No\n\n{block}\n\n{MAIL}") == "No"


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_titled_rule_begins_the_history(separator: str) -> None:
    assert latest_reply_text(f"Yes\n\n{separator}\n{head('en')}\n\n{MAIL}") == "Yes"


@pytest.mark.parametrize("line", PHONES)
def test_what_a_phone_adds_is_not_the_persons(line: str) -> None:
    assert latest_reply_text(f"Yes\n\n{line}\n\n{with_signs(MAIL)}") == "Yes"
    assert latest_reply_text(line) == ""
    assert latest_reply_text(f"{with_signs(MAIL)}\n\n{line}\n\nYes") == "Yes"


@pytest.mark.parametrize(
    "text",
    [
        "Sent from the warehouse yesterday, did the second parcel with the spare parts arrive yet?",
        "Sent from my desk, which is much easier than my mobile phone.",
        "Two plans\n--------------------------\nSmall: 10\n--------------------------\nLarge: stop",
        "See the list\n____________________________\nNo more calls, please.",
        "From: 10:00\nTo: 12:00\nany day works",
        "Von: 9 Uhr\nAn: mir egal",
        "Monday: no\nTuesday: 10:00\nWednesday: maybe",
        "Option 1: 24.11.2026 10:00\nOption 2: 25.11.2026 11:00\nOption 3: 26.11.2026 12:00",
        "Write to my boss:\nName: Ann Sample\nE-mail: ann@example.com\nPhone: 555 0100",
        "Three things:\n- price\n- seats\n-- and no calls please",
        "My answer to your question about the time:\nTuesday",
        "Please read this note, it is confidential, and delete my number.",
        "I'm not the intended recipient of this, you wrote to me in error, so please delete my"
        " address and do not distribute it.",
    ],
)
def test_what_a_person_lists_or_says_is_no_mark(text: str) -> None:
    assert latest_reply_text(text) == text


def test_a_companys_notice_is_nobodys_word() -> None:
    assert latest_reply_text(f"Yes, Tuesday.\n\n{NOTICE}") == "Yes, Tuesday."
    assert latest_reply_text(f"Yes.\n\n{head('sv')}\n\n{MAIL}\n\n{NOTICE}", sent=SENT) == "Yes."


@pytest.mark.parametrize(
    "notice",
    [
        "Diese E-Mail ist vertraulich und nur für den Adressaten bestimmt. Sollten Sie sie"
        " irrtümlich erhalten haben, löschen Sie sie bitte. Jede Weitergabe ist unbefugt.",
        "Ce message est confidentiel et destiné à son seul destinataire. Si vous le recevez par"
        " erreur, merci de le supprimer. Toute diffusion est interdite.",
        "Šis laiškas skirtas tik adresatui ir yra konfidencialus. Jei jį gavote per klaidą,"
        " prašome jį ištrinti ir niekam neplatinti šio laiško turinio.",
        "Это сообщение конфиденциально и предназначено только адресату. Если вы получили его по"
        " ошибке, удалите его. Распространение без согласия отправителя запрещено.",
        "Wiadomość jest poufna i przeznaczona wyłącznie dla adresata. Jeżeli otrzymali ją Państwo"
        " omyłkowo, prosimy o jej usunięcie i o nierozpowszechnianie jej treści.",
    ],
)
def test_a_companys_notice_is_known_in_its_language(notice: str) -> None:
    assert latest_reply_text(f"STOP\n\n{notice}") == "STOP"


def test_the_words_before_an_attribution_are_kept_even_where_they_name_an_hour() -> None:
    mail = f"Yes, 10:00 on 24 November 2026\n{ATTRIBUTIONS['en gmail']}\n{with_signs(MAIL)}"
    assert latest_reply_text(mail) == "Yes, 10:00 on 24 November 2026"


@pytest.mark.parametrize("style", KNOWN.values(), ids=KNOWN)
def test_our_opt_out_line_is_never_the_customers_and_their_own_no_is_never_lost(
    style: Style,
) -> None:
    for own in ("no", "Yes, Tuesday works for me.", "STOP"):
        left = latest_reply_text(style(own, MAIL), sent=SENT)
        assert left == own
        opted_out = ActKind.OPT_OUT in {act.kind for act in find_must_not_miss(left)}
        assert opted_out == (own == "STOP")


@pytest.mark.parametrize("style", MARKED.values(), ids=MARKED)
def test_marks_alone_are_enough_where_there_are_any(style: Style) -> None:
    assert latest_reply_text(style("no", MAIL)) == "no"


@pytest.mark.parametrize("style", KNOWN.values(), ids=KNOWN)
def test_our_words_alone_leave_nothing(style: Style) -> None:
    assert latest_reply_text(style("", MAIL), sent=SENT) == ""


def test_what_we_sent_is_known_however_a_program_changed_it() -> None:
    changed = OURS.replace("'", "’").replace(
        "https://app.example.com/c/abc", "<https://x.example/?u=1>"
    )
    wrapped = with_signs(changed.replace("Desk. Reply STOP to", "Desk. Reply\nSTOP to"))
    broken = wrapped.replace("> STOP to opt out.", "STOP to opt out.")
    for quoted in (changed, wrapped, broken, changed.upper(), " ".join(changed.split())):
        assert latest_reply_text(f"{quoted}\n\nno", sent=SENT) == "no"


def test_a_copied_time_or_answer_is_the_customers_own() -> None:
    times = "These times are free with Ann: 1) Tuesday, 24 November at 10:00; 2) Friday at 15:00"
    closed = "Sorry, I'm not sure I understood. Is it a yes, a later or a no?"
    sent = (f"{times}\n\nReply with the one that suits you.", closed)
    for own in ("Tuesday, 24 November at 10:00", "a later", "Friday at 15:00", "Is it a yes?"):
        assert latest_reply_text(own, sent=sent) == own
        assert (
            latest_reply_text(f"{own}\n\n{ATTRIBUTIONS['en gmail']}\n{sent[0]}", sent=sent) == own
        )


def test_a_mail_that_is_one_line_of_ours_and_nothing_else_is_an_answer() -> None:
    assert latest_reply_text("Talk to the founder.", sent=("Talk to the founder.",)) == (
        "Talk to the founder."
    )


_WORDS = st.sampled_from(
    [
        *("yes", "no", "stop", "tuesday", "10:00", "price", "please", "ačiū", "нет", "später"),
        *("I", "would", "rather", "have", "a", "call", "with", "Ann", "next", "week", "?", "!"),
    ]
)
_LINE = st.lists(_WORDS, min_size=1, max_size=9).map(" ".join)
BODIES = st.lists(_LINE, min_size=1, max_size=5).map("\n".join)


@given(own=BODIES, style=st.sampled_from(sorted(KNOWN)))
def test_quoting_our_turn_in_any_style_gives_back_exactly_the_customers_words(
    own: str, style: str
) -> None:
    assert latest_reply_text(KNOWN[style](own, MAIL), sent=SENT) == own


@given(own=BODIES, style=st.sampled_from(sorted(MARKED)), phone=st.sampled_from(PHONES))
def test_marks_and_a_phones_line_give_back_exactly_the_customers_words(
    own: str, style: str, phone: str
) -> None:
    left = latest_reply_text(MARKED[style](f"{own}\n\n{phone}", MAIL))
    assert left == own
    assert latest_reply_text(left) == left


@given(st.text(max_size=300), st.text(max_size=300))
def test_what_was_sent_breaks_nothing_whatever_it_is(text: str, sent: str) -> None:
    assume(text != sent)
    assert len(latest_reply_text(text, sent=(sent,))) <= len(text)


@pytest.mark.slow
def test_repetition_costs_no_time() -> None:
    labels = "\n".join("a: b" for _ in range(5000))
    assert latest_reply_text(labels) == labels
    same = "stop and go " * 1500
    assert latest_reply_text(same, sent=(same[:9000],) * 3) == ""
    assert latest_reply_text("On Tuesday 10:00 " * 900 + ":") != ""
