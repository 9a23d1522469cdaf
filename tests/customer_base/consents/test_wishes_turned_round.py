"""A header or a cell that wants no more of something is a refusal, in whichever words."""

from __future__ import annotations

import pytest

from functions.customer_base.columns.refusing.refusals import (
    Polarity,
    RefusalColumn,
    is_refusing,
    read_header,
)


@pytest.mark.parametrize(
    ("header", "scope"),
    [
        ("Nenori naujienlaiškių", "email"),
        ("Negauna laiškų", "all"),
        ("Не хочет рассылку", "email"),
        ("Не желает звонков", "voice"),
        ("Möchte keinen Newsletter", "email"),
        ("Will keine Anrufe", "voice"),
        ("Doesn't want newsletter", "email"),
        ("Ne veut pas recevoir la newsletter", "email"),
        ("No quiere newsletter", "email"),
        ("Nie chce newslettera", "email"),
        ("Wil geen nieuwsbrief", "email"),
        ("Não deseja receber e-mails", "email"),
        ("Recusou contacto", "all"),
        ("Rezygnacja z newslettera", "email"),
        ("Odmowa kontaktu", "all"),
        ("Ne plus contacter", "all"),
        ("Baja de comunicaciones", "all"),
        ("Wenst geen e-mail", "email"),
        ("Opposition au démarchage téléphonique", "phone"),
    ],
)
def test_a_wish_to_get_none_is_a_refusal(header: str, scope: str) -> None:
    assert read_header(header) == RefusalColumn(scope, Polarity.REFUSAL)


@pytest.mark.parametrize(
    "header", ["Newsletter: not yet", "Ohne Einwilligung Newsletter", "Sans newsletter"]
)
def test_an_agreement_beside_a_negation_is_never_taken_for_an_agreement(header: str) -> None:
    found = read_header(header)
    assert found is not None
    assert found.polarity is not Polarity.AGREEMENT


@pytest.mark.parametrize(
    "header",
    [
        "Newsletter",
        "Newsletter (yes/no)",
        "Next newsletter",
        "May be contacted",
        "Wants newsletter",
        "Nori naujienlaiškių: sutinka",
        "Хочет рассылку",
        "Möchte Newsletter",
    ],
)
def test_a_plain_wish_is_still_an_agreement(header: str) -> None:
    found = read_header(header)
    assert found is not None
    assert found.polarity is Polarity.AGREEMENT


def test_what_there_is_to_click_is_no_refusal() -> None:
    assert read_header("Unsubscribe links") is None


@pytest.mark.parametrize(
    "header", ["Data rezygnacji", "Powód rezygnacji", "Odmowa płatności", "Cofnięta faktura"]
)
def test_giving_up_a_subscription_or_a_payment_is_no_refusal(header: str) -> None:
    assert read_header(header) is None


def test_giving_up_a_subscription_in_a_note_is_no_refusal() -> None:
    assert is_refusing("zrezygnował z newslettera")
    assert not is_refusing("zrezygnował z subskrypcji, za drogo")


@pytest.mark.parametrize("header", ["Comm prefs", "Comms preferences", "Communication prefs"])
def test_a_shortened_preference_is_asked_about(header: str) -> None:
    assert read_header(header) == RefusalColumn("all", Polarity.UNCLEAR)


@pytest.mark.parametrize(
    "cell",
    [
        "please remove me from your list",
        "Take us off the list",
        "do not phone",
        "asked us to stop calling",
        "no more emails please",
        "doesn't want to be called",
        "leave me alone",
        "больше не звоните",
        "Удалите меня из базы",
        "prašė nebeskambinti",
        "Bitte keine Werbung",
        "Asked us never to call again",
        "never to be contacted",
        "Zrezygnował z newslettera",
        "ne plus contacter svp",
        "não deseja receber mais e-mails",
    ],
)
def test_a_note_that_wants_no_more_is_a_refusal_under_any_header(cell: str) -> None:
    assert is_refusing(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "not interested in Reports",
        "wants to be called",
        "no more seats",
        "removed a user",
        "was never called back",
    ],
)
def test_other_notes_are_none(cell: str) -> None:
    assert not is_refusing(cell)
