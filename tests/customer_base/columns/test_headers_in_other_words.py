"""Headers in other languages, and columns that only their cells explain."""

from __future__ import annotations

import pytest

from functions.customer_base.columns.canonical import BY_NAME
from functions.customer_base.columns.column import plain
from functions.customer_base.columns.header_matching import EXACT, match_headers
from functions.customer_base.columns.header_words import HEADER_WORDS
from functions.customer_base.columns.row_kind import RowKind

GERMAN = (
    "Kundennummer;Vorname;Nachname;E-Mail-Adresse;Telefon;Land;Tarif;Status;Monatsbetrag;"
    "Kündigungsdatum;Werbewiderspruch"
)
LITHUANIAN = (
    "Kliento kodas;Vardas;El. pašto adresas;Tel. nr.;Šalis;Planas;Būsena;Mėnesinis mokestis;"
    "Pirmas mokėjimas;Nutraukta;Neskambinti"
)
RUSSIAN = (
    "Код клиента;ФИО;Эл. почта;Моб. телефон;Страна;Тариф;Состояние;Сумма в месяц;"
    "Дата первого платежа;Дата ухода;Просил не звонить"
)

PORTUGUESE = "ID do cliente;Nome;E-mail;Telefone;País;Moeda;Não deseja receber e-mails;Não ligar"
POLISH = (
    "Identyfikator klienta;Imię i nazwisko;Adres e-mail;Telefon;Kraj;Waluta;"
    "Rezygnacja z newslettera;Nie dzwonić"
)
DUTCH = "Klantnummer;Naam;E-mailadres;Telefoonnummer;Land;Valuta;Wenst geen e-mail;Niet bellen"
FRENCH = (
    "Identifiant client;Nom complet;Courriel;Téléphone;Pays;Devise;"
    "Ne veut pas d'e-mail;Ne pas appeler"
)
SPANISH = "Nº cliente;Nombre completo;Correo;Teléfono;País;Moneda;No desea recibir correo;No llamar"
ITALIAN = (
    "Codice cliente;Nome;Indirizzo email;Telefono;Paese;Valuta;Non desidera email;Non chiamare"
)


@pytest.mark.parametrize("headers", [PORTUGUESE, POLISH, DUTCH, FRENCH, SPANISH, ITALIAN])
def test_who_and_who_refused_are_read_in_languages_of_other_neighbours(headers: str) -> None:
    names = headers.split(";")
    mapping = match_headers(names).mapping
    assert [mapping.get(name) for name in names] == [
        *("customer_id", "name", "email", "phone", "country", "currency"),
        *("consent_email_revoked_at", "consent_voice_revoked_at"),
    ]


@pytest.mark.parametrize("headers", [GERMAN, LITHUANIAN, RUSSIAN])
def test_who_where_what_and_since_when_are_read_in_every_language(headers: str) -> None:
    found = match_headers(headers.split(";"))
    meanings = set(found.mapping.values())
    wanted = {"customer_id", "email", "phone", "country", "plan", "status", "mrr", "churned_on"}
    assert wanted <= meanings
    assert len(found.mapping) == len(headers.split(";")), "and nothing is left out"


def test_a_list_of_subscriptions_in_dutch_is_read_to_the_last_column() -> None:
    headers = "Klantnummer;Contactpersoon;Abonnement;Bedrag per maand;Ingangsdatum;Einddatum"
    rows = [["10001", "Jan de Boer", "Groei", "1.299,00", "1-2-2025", "", "nee"]]
    assert match_headers([*headers.split(";"), "Opgezegd"], rows).mapping == {
        "Klantnummer": "customer_id",
        "Contactpersoon": "name",
        "Abonnement": "plan",
        "Bedrag per maand": "mrr",
        "Ingangsdatum": "subscribed_on",
        "Einddatum": "churned_on",
        "Opgezegd": "status",
    }


def test_every_further_word_means_one_canonical_column() -> None:
    for name, words in HEADER_WORDS.items():
        assert name in BY_NAME
        for spelled in words:
            assert EXACT[plain(spelled)] == name, spelled
            assert len(spelled) > 1, f"{name}: one letter is no word of a language"


@pytest.mark.parametrize("header", ["Währung", "Waehrung", "Devise", "Moneda", "Valuta", "Waluta"])
def test_a_currency_is_known_by_its_word_and_not_by_a_letter(header: str) -> None:
    assert match_headers([header, "w", "n"]).mapping == {header: "currency"}


def test_a_column_of_addresses_or_countries_is_suggested_whatever_it_is_called() -> None:
    headers = ["Person - Email - Work", "Nation", "Stand", "CA"]
    rows = [
        ["ann@example.com", "Schweiz", "active", "DE"],
        ["bob@example.com", "Österreich", "canceled", "IN"],
    ]
    found = match_headers(headers, rows)
    assert found.suggestions["Person - Email - Work"] == "email"
    assert found.suggestions["Nation"] == "country"
    assert found.suggestions["Stand"] == "status"
    assert "CA" not in found.suggestions, "two letters may be a state or a language"
    assert not found.certain


@pytest.mark.parametrize("header", ["Account manager email", "Referred by email"])
def test_the_address_of_somebody_else_is_not_suggested_by_its_cells(header: str) -> None:
    found = match_headers([header, "plan"], [["sales@example.com", "Pro"]])
    assert header not in found.suggestions


@pytest.mark.parametrize(
    ("cells", "meaning"), [(("active", "deactivated"), "status"), (("CA", "NY"), "region")]
)
def test_a_column_called_state_is_what_its_cells_say(cells: tuple[str, ...], meaning: str) -> None:
    found = match_headers(["email", "State"], [[f"{cell}@example.com", cell] for cell in cells])
    assert found.mapping["State"] == meaning


@pytest.mark.parametrize("ids", [("N/A", "N/A"), ("John Smith", "John Smith"), ("7", "7")])
def test_an_id_that_several_addresses_share_makes_no_list_of_subscriptions(
    ids: tuple[str, str],
) -> None:
    rows = [[one, f"{place}@example.com", "Pro", "active"] for place, one in enumerate(ids)]
    found = match_headers(["customer_id", "email", "plan", "status"], rows)
    assert found.rows.kind is RowKind.CUSTOMERS
    same = [[one, "ann@example.com", "Pro", "active"] for one in ids]
    found = match_headers(["customer_id", "email", "plan", "status"], same)
    assert found.rows.kind is RowKind.SUBSCRIPTIONS


ODD = "Nr;Wer;Mail (privat);Kontakt;Herkunft;Zustand jetzt;Kosten;Mail ok?;Betreuer"
ODD_ROWS = [
    "7;Ann Ash;ann@ash.example;0171 1234567;Deutschland;läuft;29,00 €;ja;max@founder.example",
    "8;Bob Birch;bob@birch.example;+43 664 1234567;UK;ruht;CHF 9.00;nein;eva@founder.example",
    "9;Cy Cedar;cy@cedar.example;+370 612 34567;LT;weg;$10.00;;max@founder.example",
]


def test_a_table_nobody_has_a_preset_for_is_suggested_by_what_stands_in_it() -> None:
    found = match_headers(ODD.split(";"), [row.split(";") for row in ODD_ROWS])
    assert found.suggestions == {
        "Mail (privat)": "email",
        "Kontakt": "phone",
        "Herkunft": "country",
        "Zustand jetzt": "status",
        "Kosten": "amount",
    }
    assert found.mapping == {"Mail ok?": "agrees_email"}
    (doubt,) = found.doubts
    assert doubt.startswith("“weg” in “Zustand jetzt” is no status we know.")


@pytest.mark.parametrize(
    "cells",
    [
        ("2026-11-20", "2026-11-21"),
        ("10012345678", "10012345679"),
        ("29.00", "9.00"),
        ("CA", "NY"),
        ("active", "quick", "slow", "late"),
        ("29 seats", "4 seats"),
    ],
)
def test_cells_that_may_be_several_things_suggest_nothing(cells: tuple[str, ...]) -> None:
    found = match_headers(["customer id", "Wert"], [["c1", cell] for cell in cells])
    assert "Wert" not in found.suggestions
