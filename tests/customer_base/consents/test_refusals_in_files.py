"""A no in a file is heard, however it is spelled: nobody who refused a channel is reached there."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.columns.refusing.refusals import RefusalColumn, read_header
from functions.product.channels import CHANNELS
from tests.customer_base.fakes_base import NOW
from tests.customer_base.reading import done, looked_at, read
from tests.hypothesis_profiles import examples
from tests.probes.import_files import Answer, import_files

pytestmark = pytest.mark.costly(first=1)

ALL = frozenset(str(channel) for channel in CHANNELS)
NUMBER = ALL - {"email"}
FACTS = {"plan": "Pro", "status": "active", "mrr": "29", "payments": "9"}


def written(rows: list[dict[str, str]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    kept = io.StringIO()
    writer = csv.DictWriter(kept, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return kept.getvalue()


def person(number: int, **more: str) -> dict[str, str]:
    phone = f"+1212555{1000 + number}"
    return {"email": f"p{number}@example.com", "phone": phone, **FACTS, **more}


def imported(tmp_path: Path, *files: str, answers: tuple[Answer, ...] = ()) -> dict[str, Any]:
    paths = []
    for number, content in enumerate(files, start=1):
        paths.append(tmp_path / f"{number}.csv")
        paths[-1].write_text(content, encoding="utf-8")
    return import_files(paths, today=NOW.date(), answers=answers)


def refused(found: dict[str, Any]) -> dict[str, frozenset[str]]:
    assert found["status"] == "done", found["problem"]
    return {one["email"]: frozenset(one["refused_channels"]) for one in found["customers"]}


EMAIL, SMS, VOICE, WHATSAPP = (frozenset({one}) for one in ("email", "sms", "voice", "whatsapp"))
HEADERS: dict[str, tuple[frozenset[str], str]] = {
    # HubSpot
    "Unsubscribed from all email": (EMAIL, "Yes"),
    "Opted out of email: Marketing Information": (EMAIL, "true"),
    "Email hard bounce reason": (EMAIL, "UNKNOWN_USER"),
    "Email address quarantined": (EMAIL, "Yes"),
    "Portal Spam Report": (EMAIL, "TRUE"),
    "Global Bounce": (EMAIL, "TRUE"),
    # Brevo
    "EMAIL_BLACKLISTED": (EMAIL, "Yes"),
    "SMS_BLACKLISTED": (SMS, "Yes"),
    # Salesforce, Dynamics, Outreach
    "HasOptedOutOfEmail": (EMAIL, "1"),
    "Email Opt Out": (EMAIL, "True"),
    "DoNotCall": (VOICE, "TRUE"),
    "Do Not Call": (VOICE, "x"),
    "EmailBouncedReason": (EMAIL, "550 no such user"),
    "Do not allow Emails": (EMAIL, "Do Not Allow"),
    "Do not allow Bulk Emails": (EMAIL, "Do Not Allow"),
    "Do not allow Phone Calls": (VOICE, "Do Not Allow"),
    "donotphone": (NUMBER, "1"),
    "SMS Opted Out": (SMS, "2026-01-05"),
    # Mailchimp, MailerLite, ActiveCampaign, SendGrid
    "UNSUB_TIME": (ALL, "2026-01-05 10:00:00"),
    "CLEAN_TIME": (EMAIL, "2026-01-05 10:00:00"),
    "Hard bounced": (EMAIL, "yes"),
    "Spam reported": (EMAIL, "yes"),
    # Klaviyo, Shopify, Braze: a no to an agreement
    "Email Marketing Consent": (EMAIL, "NEVER_SUBSCRIBED"),
    "SMS Marketing Consent": (SMS, "UNSUBSCRIBED"),
    "Accepts Email Marketing": (EMAIL, "no"),
    "Accepts SMS Marketing": (SMS, "no"),
    "Accepts Marketing": (ALL, "no"),
    "email_subscribe": (EMAIL, "unsubscribed"),
    "Email Suppressions": (EMAIL, "HARD_BOUNCE"),
    # Intercom, Customer.io, Zendesk
    "Unsubscribed from Emails": (EMAIL, "true"),
    "Marked email as spam": (EMAIL, "true"),
    "unsubscribed": (ALL, "true"),
    "Requester unsubscribed at": (ALL, "2026-01-05T10:00:00Z"),
    # Home-made
    "Subscribed": (ALL, "no"),
    "Newsletter": (EMAIL, "false"),
    "Newsletter opt-in": (EMAIL, "opted out"),
    "WhatsApp opt-out": (WHATSAPP, "yes"),
    "smsOptOut": (SMS, "true"),
    "Phone opt out": (NUMBER, "yes"),
    "Do not contact": (ALL, "yes"),
    "GDPR objection": (ALL, "2026-01-05"),
    "May be contacted": (ALL, "no"),
    "Not contactable": (ALL, "yes"),
    # Lithuanian, Russian
    "Nesusisiekti": (ALL, "taip"),
    "Neskambinti": (VOICE, "taip"),
    "Atsisakė naujienlaiškių": (EMAIL, "taip"),
    "Sutinka gauti naujienlaiškius": (EMAIL, "ne"),
    "Не звонить": (VOICE, "да"),
    "Отписан от рассылки": (EMAIL, "да"),
    "Согласие на рассылку": (EMAIL, "нет"),
    # German, French, Spanish, Italian, Polish, Dutch, Portuguese
    "Abgemeldet vom Newsletter": (EMAIL, "ja"),
    "Werbesperre": (ALL, "ja"),
    "Einwilligung E-Mail": (EMAIL, "nein"),
    "Désabonné": (ALL, "oui"),
    "Ne pas appeler": (VOICE, "oui"),
    "Consentement email": (EMAIL, "non"),
    "No contactar": (ALL, "sí"),
    "Acepta marketing": (ALL, "no"),
    "Disiscritto": (ALL, "sì"),
    "Consenso marketing": (ALL, "no"),
    "Sprzeciw": (ALL, "tak"),
    "Zgoda na e-mail": (EMAIL, "nie"),
    "Afgemeld": (ALL, "ja"),
    "Toestemming e-mail": (EMAIL, "nee"),
    "Não contatar": (ALL, "sim"),
}
"""Header → what it closes where the cell says what stands beside it."""

UNREFUSED = {
    "Unsubscribed from all email": "No",
    "EMAIL_BLACKLISTED": "No",
    "HasOptedOutOfEmail": "0",
    "Do not allow Emails": "Allow",
    "Email Marketing Consent": "SUBSCRIBED",
    "Email Suppressions": "[]",
    "Accepts Marketing": "yes",
    "Subscribed": "yes",
    "Newsletter": "true",
    "unsubscribed": "n/a",
    "Do not contact": "-",
    "May be contacted": "yes",
    "Sutinka gauti naujienlaiškius": "taip",
    "Согласие на рассылку": "да",
    "Einwilligung E-Mail": "ja",
    "Zgoda na e-mail": "tak",
    "Marketing contact status": "Non-marketing contact",
    "HasOptedOutOfFax": "1",
    "Soft bounces": "3",
    "Unsubscribe link": "https://example.com/unsubscribe?who=1",
    "Do not renew": "yes",
    "OPTIN_IP": "192.0.2.7",
}
"""Header → a cell that refuses nothing."""

VALUES: dict[str, frozenset[str]] = {
    "unsubscribed": ALL,
    "Unsubscribed by customer": ALL,
    "bounced": EMAIL,
    "Hard bounce": EMAIL,
    "cleaned": EMAIL,
    "complained": EMAIL,
    "spam report": EMAIL,
    "opted_out": ALL,
    "do-not-contact": ALL,
    "DNC": ALL,
    "Do not call": VOICE,
    "blocklisted": ALL,
    "suppressed": ALL,
    "vip; do not contact": ALL,
    "He asked, angrily: do not email me": EMAIL,
    "отписан": ALL,
    "не звонить": VOICE,
    "neskambinti": VOICE,
    "abgemeldet": ALL,
    "désinscrit": ALL,
    "wypisany": ALL,
}
"""Cell of any column → what it closes."""


@pytest.mark.slow
def test_every_known_spelling_closes_its_channels_and_no_other(tmp_path: Path) -> None:
    rows = [
        person(number, **{header: cell})
        for number, (header, (_, cell)) in enumerate(HEADERS.items())
    ]
    found = imported(tmp_path, written(rows))

    assert found["questions"] == []
    closed = refused(found)
    told = {header: closed[f"p{number}@example.com"] for number, header in enumerate(HEADERS)}
    assert told == {header: channels for header, (channels, _) in HEADERS.items()}


@pytest.mark.slow
def test_what_refuses_nothing_closes_nothing(tmp_path: Path) -> None:
    rows = [
        person(number, **{header: cell}) for number, (header, cell) in enumerate(UNREFUSED.items())
    ]
    found = imported(tmp_path, written(rows))

    assert found["questions"] == []
    assert set(refused(found).values()) == {frozenset[str]()}


@pytest.mark.slow
@pytest.mark.parametrize("header", ["Lifecycle", "status", "Tags", "Remarks", "Cancel Reason"])
def test_a_refusal_in_a_cell_counts_whatever_the_header_is(tmp_path: Path, header: str) -> None:
    rows = [person(number, **{header: cell}) for number, cell in enumerate(VALUES)]
    rows.append(person(999, **{header: "never unsubscribed"}))
    closed = refused(imported(tmp_path, written(rows)))

    assert closed.pop("p999@example.com") == frozenset()
    told = {cell: closed[f"p{number}@example.com"] for number, cell in enumerate(VALUES)}
    assert told == VALUES


@pytest.mark.slow
@settings(max_examples=examples(25))
@given(
    spelled=st.lists(st.sampled_from(sorted(HEADERS)), min_size=1, max_size=4, unique=True),
    beside=st.lists(st.sampled_from(sorted(UNREFUSED)), max_size=2, unique=True),
    delimiter=st.sampled_from([",", ";", "\t"]),
    case=st.sampled_from([str, str.upper, str.lower]),
    in_a_file_of_its_own=st.booleans(),
)
def test_whoever_refused_is_never_reached_there(
    tmp_path_factory: pytest.TempPathFactory,
    spelled: list[str],
    beside: list[str],
    delimiter: str,
    case: Any,
    in_a_file_of_its_own: bool,
) -> None:
    cells = {header: HEADERS[header][1] for header in spelled}
    cells = {header: UNREFUSED[header] for header in beside} | cells
    lines = [cells, dict.fromkeys(cells, "")]
    facts = [person(number) for number in range(len(lines))]
    if in_a_file_of_its_own:
        only = [{"email": row["email"]} | line for row, line in zip(facts, lines, strict=True)]
        files = [written(facts), written(only)]
    else:
        files = [written([row | line for row, line in zip(facts, lines, strict=True)])]
    head, _, rest = files[-1].partition("\n")
    if not any(name != name.lower() and name != name.upper() for name in spelled):
        head = case(head)
    files[-1] = f"{head}\n{rest}".replace(",", delimiter)
    closed = refused(imported(tmp_path_factory.mktemp("refusals"), *files))

    wanted = frozenset[str]().union(*(HEADERS[header][0] for header in spelled))
    assert closed["p0@example.com"] == wanted
    assert closed["p1@example.com"] == frozenset()


@pytest.mark.slow
def test_a_refusal_in_a_file_of_tickets_or_events_is_heard(tmp_path: Path) -> None:
    tickets = "email,ticket id,ticket status,Unsubscribed\np0@example.com,t1,open,yes\n"
    events = (
        "email,event time,event,Email opt out\n"
        "p1@example.com,2026-11-20 10:00:00,Reports,yes\n"
        "p1@example.com,2026-11-21 10:00:00,Reports,\n"
    )
    base = written([person(number) for number in range(3)])
    closed = refused(imported(tmp_path, base, tickets, events))

    assert closed == {
        "p0@example.com": ALL,
        "p1@example.com": EMAIL,
        "p2@example.com": frozenset(),
    }


EITHER = {
    "Email preference": ("yes", "no"),
    "Opt-in/Opt-out": ("1", "0"),
    "GDPR": ("y", "n"),
    "Marketing": ("true", "false"),
    "Baja": ("2026-01-01", ""),
    "Blocked": ("yes", ""),
}
"""Header → two cells of which nobody but the founder knows what they mean."""


@dataclass(frozen=True)
class EitherWay:
    """A file with all of `EITHER`: what is asked, and who refused by each answer to all of it."""

    questions: list[dict[str, Any]]
    refused_by: dict[str, dict[str, list[bool]]]
    """Answer → header → whether the customers of its two cells refused something."""


@pytest.fixture(scope="module")
def either_way(tmp_path_factory: pytest.TempPathFactory) -> EitherWay:
    rows = [
        person(2 * place + number, **{header: cell})
        for place, (header, cells) in enumerate(EITHER.items())
        for number, cell in enumerate(cells)
    ]
    folder, content = tmp_path_factory.mktemp("either"), written(rows)
    found = {}
    for chosen in ("refuse_yes", "refuse_no", "refuse_any", "none"):
        answers = tuple(Answer("1.csv", header, chosen) for header in EITHER)
        closed = refused(imported(folder, content, answers=answers))
        by_row = [bool(closed[row["email"]]) for row in rows]
        pairs = zip(by_row[::2], by_row[1::2], strict=True)
        found[chosen] = {header: list(pair) for header, pair in zip(EITHER, pairs, strict=True)}
    return EitherWay(imported(folder, content)["questions"], found)


@pytest.mark.parametrize("header", EITHER)
def test_what_may_mean_either_is_asked_before_anything_is_imported(
    header: str, either_way: EitherWay
) -> None:
    cells = EITHER[header]
    asked = [one["kind"] for one in either_way.questions if one["question"] == header]
    assert asked == ["refusal_polarity"]
    assert len(either_way.questions) == len(EITHER)

    by = {answer: found[header] for answer, found in either_way.refused_by.items()}
    assert by["none"] == [False, False]
    assert by["refuse_any"] == [bool(cell) for cell in cells]
    assert by["refuse_yes"] == [True, False]
    assert by["refuse_no"] == [False, cells[1] != ""]


def test_an_unclear_header_over_clear_words_needs_no_answer(tmp_path: Path) -> None:
    rows = [
        person(0, **{"Email preference": "unsubscribed"}),
        person(1, **{"Email preference": ""}),
    ]
    found = imported(tmp_path, written(rows))

    assert found["questions"] == []
    assert refused(found)["p0@example.com"] == EMAIL


def test_a_word_in_a_column_of_consent_that_nobody_knows_is_asked_about(tmp_path: Path) -> None:
    rows = [
        person(0, **{"Newsletter consent": "Only in writing"}),
        person(1, **{"Newsletter consent": "yes"}),
    ]
    content = written(rows)
    (question,) = (found := imported(tmp_path, content))["questions"]
    assert (question["kind"], question["samples"]) == ("refusal_words", ["Only in writing"])
    assert refused(found) == {"p0@example.com": EMAIL, "p1@example.com": frozenset()}

    agreed = imported(tmp_path, content, answers=(Answer("1.csv", "Newsletter consent", "agree"),))
    assert set(refused(agreed).values()) == {frozenset[str]()}


def test_a_column_of_refusals_cannot_be_left_out_unasked(tmp_path: Path) -> None:
    content = written([person(0, Unsubscribed="yes"), person(1, Unsubscribed="no")])
    left_out = Answer("1.csv", "Unsubscribed", "")
    mapping = looked_at(content).mapping
    assert mapping["Unsubscribed"] == "do_not_contact"
    outcome = read(content, mapping={k: v for k, v in mapping.items() if k != "Unsubscribed"})
    assert not hasattr(outcome, "customers"), "nothing is imported before it is answered"
    assert imported(tmp_path, content, answers=(left_out,))["status"] == "done"


def test_a_word_late_in_the_file_is_asked_about_before_the_import_runs(tmp_path: Path) -> None:
    rows = [person(number, Consent="yes") for number in range(2_500)]
    rows.append(person(2_500, Consent="Only in writing"))
    assert looked_at(written(rows)).seen["Consent"] == ("yes",)
    found = imported(tmp_path, written(rows))

    assert [one["samples"] for one in found["questions"]] == [["Only in writing"]]
    assert refused(found)["p2500@example.com"] == ALL


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Last contacted", None),
        ("Contact owner", None),
        ("Subscribed since", None),
        ("SUBSCRIBER_SINCE", None),
        ("Subscription status", None),
        ("Cancel at period end", None),
        ("No. emails sent", None),
        ("Payment refused", None),
        ("Bounce rate", None),
        ("Push opt out", None),
        ("Do Not Postal Mail", None),
    ],
)
def test_a_header_of_something_else_is_no_refusal(
    header: str, expected: RefusalColumn | None
) -> None:
    assert read_header(header) == expected


def test_two_columns_of_one_refusal_are_both_read() -> None:
    text = (
        "email,Email opt out,Unsubscribed from all email,Hard bounce\n"
        "a@example.com,yes,,\nb@example.com,,2026-01-05,\nc@example.com,,,yes\nd@example.com,no,,\n"
    )
    found = done(read(text)).customers
    assert [len(one["refusals"]) for one in found.values()] == [1, 1, 1, 0]


def test_a_whole_cell_is_read_without_what_stands_around_it(tmp_path: Path) -> None:
    cells = ["DNC", " dnc ", '"=""dnc"""', "\tdnc", "spam", '" spam"']
    rows = "".join(f"p{n}@example.com,Pro,active,29,{cell}\n" for n, cell in enumerate(cells))
    closed = refused(imported(tmp_path, f"email,plan,status,mrr,Remark\n{rows}"))
    assert [closed[f"p{n}@example.com"] for n in range(len(cells))] == [ALL] * 4 + [EMAIL] * 2
