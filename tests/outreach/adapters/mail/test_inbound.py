"""Received mail as real programs write it: who wrote, to whom, and the new words alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.outreach.adapters.mail.addresses import ReplyAddresses
from functions.outreach.adapters.mail.inbound import parse
from functions.outreach.adapters.mail.mail_text import TEXT_AT_MOST
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
from tenancy.tenant import tenant_id
from tests.hypothesis_profiles import examples

TENANT, TALK = tenant_id("t_sample000001"), ConversationId("c_abcdefgh234567")
HEAD = "From: Ann Sample <Ann@Example.com>\nTo: r-x@mail.example.com\nMessage-ID: <1@example.com>\n"
QUOTED = "\n\nOn Mon, 1 Mar 2027 at 10:00, Sample Desk <hi@mail.example.com> wrote:\n> STOP to end"


def words(raw: str | bytes) -> str:
    mail = parse(raw.encode() if isinstance(raw, str) else raw)
    assert mail is not None
    return mail.text


def html(content: str, kind: str = "text/html; charset=utf-8") -> str:
    return f"{HEAD}MIME-Version: 1.0\nContent-Type: {kind}\n\n{content}"


def both(plain: str, rich: str) -> str:
    return (
        f"{HEAD}MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b1\n\n"
        f"--b1\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n"
        f"--b1\nContent-Type: text/html; charset=utf-8\n\n{rich}\n--b1--\n"
    )


def test_a_plain_answer_is_who_to_whom_and_the_new_words() -> None:
    mail = parse(f"{HEAD}Cc: Bob <bob@example.com>\n\nYes, Tuesday.{QUOTED}".encode())
    assert mail is not None
    assert (mail.sender, mail.message_id, mail.text) == (
        "ann@example.com",
        "<1@example.com>",
        "Yes, Tuesday.",
    )
    assert mail.recipients == ("r-x@mail.example.com", "bob@example.com")


@pytest.mark.parametrize(
    "missing", ["From: Ann Sample <Ann@Example.com>\n", "Message-ID: <1@example.com>\n"]
)
def test_without_a_sender_or_an_id_there_is_nothing_to_answer(missing: str) -> None:
    assert parse(f"{HEAD.replace(missing, '')}\nHello".encode()) is None
    assert parse(b"") is None
    assert parse(b"From: <>\nMessage-ID: <1@example.com>\n\nbounce") is None


def test_an_html_mail_is_read_as_a_person_sees_it() -> None:
    raw = html(
        "<html><head><title>unsubscribe</title><style>p {color:red}</style></head>"
        "<body><!-- stop --><p>Taip,<br>antradien&iacute; \n 15&nbsp;val.</p>"
        "<div>A&#269;i&#363;</div></body>"
    )
    assert words(raw) == "Taip,\nantradiení 15 val.\n\nAčiū"


def test_quoted_history_in_html_is_not_the_customers_words() -> None:
    raw = html(
        "<div>Sounds good</div><div class=gmail_quote>On Mon, 1 Mar 2027 at 10:00, Sample Desk"
        " &lt;<a>hi@mail.example.com</a>&gt; wrote:<br><blockquote>Hello"
        "<blockquote>older</blockquote>unsubscribe me</blockquote></div>"
    )
    assert words(raw) == "Sounds good"
    nested = html("<blockquote>a<blockquote>b</blockquote>stop</blockquote><p>Yes</p>")
    assert words(nested) == "Yes"


def test_outlook_writes_a_block_of_headers_before_what_it_quotes() -> None:
    raw = html(
        "<p class=MsoNormal>Please remove me<o:p></o:p></p><div style='border:none'>"
        "<p><b>From:</b> Sample Desk &lt;hi@mail.example.com&gt;<br><b>Sent:</b> Monday<br>"
        "<b>To:</b> Ann<br><b>Subject:</b> Your plan</p></div><p>Reply STOP</p>"
    )
    assert words(raw) == "Please remove me"


def test_a_head_that_never_ends_does_not_hide_the_body() -> None:
    assert words(html("<head><meta x><body>Stop writing</body>")) == "Stop writing"


def test_the_plain_part_counts_unless_it_is_empty() -> None:
    assert words(both("Plain yes", "<p>Rich yes</p>")) == "Plain yes"
    assert words(both(" ", "<p>Rich yes</p>")) == "Rich yes"


def test_an_attachment_and_a_forwarded_mail_are_somebody_elses_words() -> None:
    raw = (
        f"{HEAD}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n"
        "--b1\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nSTOP\n"
        "--b1\nContent-Type: message/rfc822\n\nSubject: old\n\nSTOP\n"
        "--b1\nContent-Type: text/html\n\n<p>See attached</p>\n--b1--\n"
    )
    assert words(raw) == "See attached"


@pytest.mark.parametrize(
    ("charset", "encoded"),
    [
        ("utf-8", "Ačiū".encode()),
        ("windows-1257", "Ačiū".encode("windows-1257")),
        ("x-unknown", "Ačiū".encode()),
        ("us-ascii", "Ačiū".encode()),
    ],
)
def test_words_are_readable_in_any_character_set(charset: str, encoded: bytes) -> None:
    head = f"{HEAD}MIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\n"
    assert words(head.encode() + encoded) == "Ačiū"


def test_quoted_printable_and_base64_are_decoded() -> None:
    head = f"{HEAD}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
    assert words(f"{head}Content-Transfer-Encoding: quoted-printable\n\nA=C4=8Di=C5=AB") == "Ačiū"
    assert words(f"{head}Content-Transfer-Encoding: base64\n\nQcSNacWr") == "Ačiū"


def test_what_marks_an_automatic_mail_is_kept() -> None:
    raw = (
        "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\nPrecedence: bulk\n"
        f"Return-Path: <>\nList-Id: <l.example.com>\nSubject: Out of office\n{HEAD}\nBack on Monday"
    )
    mail = parse(raw.encode())
    assert mail is not None
    assert dict(mail.headers) == {
        "auto-submitted": "auto-replied",
        "x-auto-response-suppress": "All",
        "precedence": "bulk",
        "return-path": "<>",
        "list-id": "<l.example.com>",
        "subject": "Out of office",
    }


TELLING = (
    "Auto-Submitted: auto-generated",
    "Auto-Submitted: auto-notified",
    "X-Auto-Response-Suppress: OOF, AutoReply",
    "X-Autoreply: yes",
    "X-AutoReply-From: ann@example.com",
    "X-Autorespond: Re: hello",
    "X-Auto-Reply: 1",
    "X-Autogenerated: Reply",
    "X-Mail-Autoreply: yes",
    "X-FC-MachineGenerated: true",
    "X-POST-MessageClass: 9; Autoresponder",
    "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
    "X-Cron-Env: <SHELL=/bin/sh>",
    "Precedence: junk",
    "Precedence: Bulk",
    "X-Failed-Recipients: bob@example.com",
    "List-Id: Sample list <l.example.com>",
    "List-Unsubscribe: <https://example.com/u>",
    "List-Post: NO",
    "Feedback-Type: abuse",
    "Return-Path: <>",
    "Return-Path: < >",
    "Sender: noreply@example.com",
    "Sender: Mailer <bounces+12=ann@example.com>",
    "Content-Type: multipart/report; report-type=feedback-report; boundary=b",
    "Content-Type: message/disposition-notification",
    "Subject: Out of office",
    "Subject: Undeliverable: Your plan",
    "Subject: =?utf-8?B?0JDQstGC0L7QvtGC0LLQtdGC?=",
    "Subject: =?iso-8859-1?Q?R=E9ponse_automatique_:_Votre_offre?=",
    "Subject: Risposta automatica: la tua offerta",
    "Subject: Odpowiedź automatyczna: oferta",
    "Subject: Respuesta automática: su oferta",
    "Subject: Resposta automática: a sua oferta",
    "Subject: Automatiskt svar: ditt konto",
    "Subject: Automatisch antwoord: uw account",
    "Subject: Abwesenheitsnotiz: Ihr Konto",
    "Subject: Unzustellbar: Ihr Konto",
)


@pytest.mark.parametrize("line", TELLING)
def test_a_raw_mail_with_a_machines_mark_is_automatic(line: str) -> None:
    mail = parse(f"{line}\n{HEAD}\nI am away, please call me on Monday".encode())
    assert mail is not None
    acts = find_must_not_miss(mail.text, headers=mail.headers)
    assert {act.kind for act in acts} == {ActKind.AUTOMATIC}


@pytest.mark.parametrize("local", ["MAILER-DAEMON", "postmaster", "no-reply", "noreply.crm"])
def test_a_raw_mail_of_nobody_is_automatic(local: str) -> None:
    mail = parse(f"{HEAD}\nSTOP".replace("Ann@Example.com", f"{local}@example.com").encode())
    assert mail is not None
    acts = find_must_not_miss(mail.text, headers=mail.headers)
    assert {act.kind for act in acts} == {ActKind.AUTOMATIC}


@pytest.mark.parametrize(
    "line",
    [
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: None",
        "X-Autoreply: no",
        "Precedence: normal",
        "Return-Path: <ann@example.com>",
        "Disposition-Notification-To: ann@example.com",
        "Content-Type: text/plain",
        "Sender: Ann Noreplyson <ann@example.com>",
        "Subject: Re: Automatic export",
        "Subject: Ready for Tuesday",
    ],
)
def test_a_persons_mail_is_not(line: str) -> None:
    mail = parse(f"{line}\n{HEAD}\nYes, Tuesday".encode())
    assert mail is not None
    assert mail.headers == ()
    assert not find_must_not_miss(mail.text, headers=mail.headers)


@pytest.mark.parametrize("line", ["List-Unsubscribe: <https://x.example>", "List-Help: x"])
def test_a_mark_that_people_carry_too_hides_no_short_opt_out(line: str) -> None:
    mail = parse(f"{line}\n{HEAD}\nPlease stop emailing me".encode())
    assert mail is not None
    acts = find_must_not_miss(mail.text, headers=mail.headers)
    assert ActKind.OPT_OUT in {act.kind for act in acts}


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("unsubscribe", "", "unsubscribe"),
        ("Please stop emailing me", "\n-- \nAnn", "Please stop emailing me"),
        ("STOP", "Thanks, Ann", "STOP\n\nThanks, Ann"),
        ("A question", "What does it cost?", "What does it cost?"),
        ("Re: unsubscribe", "", ""),
        ("Fwd: STOP", "Is this you?", "Is this you?"),
    ],
)
def test_words_in_the_subject_are_words_too(subject: str, body: str, said: str) -> None:
    assert words(f"Subject: {subject}\n{HEAD}\n{body}\n") == said


def test_a_file_with_a_name_for_a_subject_says_nothing() -> None:
    raw = (
        f"Subject: scan_01\n{HEAD}MIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: image/png\n"
        "Content-Disposition: attachment; filename=a.png\n\nx\n--b1--\n"
    )
    assert words(raw) == ""


def test_a_reaction_is_the_sign_and_not_what_the_program_says_of_it() -> None:
    raw = (
        f"{HEAD}MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b1\n\n"
        "--b1\nContent-Type: text/plain\n\nAnn Sample reacted via a program\n"
        "--b1\nContent-Type: text/vnd.google.email-reaction+json; charset=utf-8\n"
        'Content-Transfer-Encoding: 8bit\n\n{"emoji": "👍", "version": 1}\n--b1--\n'
    )
    assert words(raw) == "👍"
    assert words(raw.replace('"emoji"', '"other"')) == "Ann Sample reacted via a program"
    assert words(raw.replace('{"emoji"', "[")) == "Ann Sample reacted via a program"


@pytest.mark.slow
def test_a_huge_mail_is_read_at_its_front_and_quickly() -> None:
    assert len(words(f"{HEAD}\n{'word ' * 400_000}")) <= TEXT_AT_MOST
    assert "Yes" in words(html("Yes" + "<blockquote><div>" * 200_000))


_NASTY = st.sampled_from(
    ["group:;", "=?utf-8?q?=", "=?x?b?xx?=", '"', "<", ">", "(", ",", ";", "@", "\x00", "é", "\\"]
)
_VALUES = st.lists(_NASTY | st.text(max_size=4), max_size=5).map("".join)
_NAMES = st.sampled_from(
    ["From", "To", "Cc", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "List-Id"]
)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(_NAMES, _VALUES), max_size=6), st.text(max_size=30))
def test_no_mail_is_so_broken_that_reading_it_raises(
    headers: list[tuple[str, str]], body: str
) -> None:
    """A mail that raised would come back from the queue until it is dropped, opt-out and all."""
    raw = HEAD + "".join(f"{name}: {value}\n" for name, value in headers) + f"\n{body}"
    parse(raw.encode("utf-8", "surrogatepass"))


CODE = "abcdefgh234567yz"


class OneCode:
    def find(self, code: str) -> dict[str, str] | None:
        about = {"tenant": TENANT, "conversation": TALK, "use": "reply"}
        return about if code == CODE else None


@pytest.mark.parametrize("name", [f"r-{CODE}", f"r-{TENANT}-{TALK}"])
def test_a_reply_address_names_its_conversation_whatever_the_spelling(name: str) -> None:
    addresses = ReplyAddresses(domain="Mail.example.com", codes=OneCode())
    ours = f"{name}@mail.example.com"
    mail = parse(f"{HEAD}Cc: <{ours.upper()}>\n\nhi".encode())
    assert mail is not None
    assert addresses.find(mail.recipients) == (TENANT, TALK)


@pytest.mark.parametrize(
    "address",
    [
        "r-t_sample000001-c_abcdefgh234567@elsewhere.example.com",
        "r-t_sample000001-c_abcdefgh234567@mailxexample.com",
        "r-t_sample000001-c_abcdefgh234567@mail.example.com.evil.example",
        "xr-t_sample000001-c_abcdefgh234567@mail.example.com",
        "r-t_sample000001-c_../..@mail.example.com",
        "r-t_x-c_abcdefgh234567@mail.example.com",
        "r-t_sample000001-c_abcdefgh234567@mail.example.com\n",
        f"r-{CODE}@elsewhere.example.com",
        f"r-{CODE}@mail.example.com\n",
        f"xr-{CODE}@mail.example.com",
        f"r-{CODE}2@mail.example.com",
        "r-abcdefgh234567yy@mail.example.com",
    ],
)
def test_nothing_else_is_a_reply_address(address: str) -> None:
    addresses = ReplyAddresses(domain="mail.example.com", codes=OneCode())
    assert addresses.find((address,)) is None
