"""Further words by which German, Lithuanian and Russian headers name the canonical columns.

Data only. A header here must mean the same column in every file.
"""

from __future__ import annotations

from collections.abc import Mapping

HEADER_WORDS: Mapping[str, tuple[str, ...]] = {
    "customer_id": (
        *("kundennummer", "kundennr", "kunden nr", "kunden id", "kunden nummer", "kundenkennung"),
        *("kliento kodas", "kliento nr", "klientas id", "код клиента", "ид клиента", "№ клиента"),
    ),
    "subscription_id": ("abonummer", "abo nr", "vertragsnummer", "prenumeratos id", "id подписки"),
    "name": (
        *("kundenname", "vollständiger name", "vor und nachname", "ansprechpartner"),
        *("kliento vardas", "pilnas vardas", "фамилия имя", "полное имя", "клиент"),
    ),
    "first_name": ("vorname", "имя и отчество"),
    "last_name": ("nachname", "familienname", "zuname"),
    "email": (
        *("e mail adresse", "mailadresse", "email adresse", "kunden e mail", "kunden email"),
        *("el paštas kliento", "kliento el paštas", "адрес электронной почты", "email клиента"),
        *("имейл", "электронный адрес"),
    ),
    "phone": (
        *("telefonnummer", "telefonnr", "handy", "handynummer", "mobilnummer", "mobiltelefon"),
        *("rufnummer", "telefon", "mob tel", "mobilusis", "mobilus telefonas", "fon", "festnetz"),
        *("мобильный телефон", "моб телефон", "тел", "сотовый", "контактный телефон"),
    ),
    "country": ("land", "staat", "kundenland", "rechnungsland", "valstybė", "страна клиента"),
    "region": ("bundesland", "kanton", "область"),
    "time_zone": ("zeitzone",),
    "language": ("sprache", "язык клиента"),
    "plan": ("tarifname", "paket", "abo", "abonnement", "tarif", "tarifas", "paketas", "пакет"),
    "plan_since": ("tarif seit", "abo seit", "plano data", "дата начала тарифа"),
    "product": ("produkt", "produktname"),
    "billing_interval": (
        *("abrechnungszeitraum", "abrechnungsintervall", "zahlungsintervall", "interval unit"),
        *("laufzeiteinheit", "billing interval unit", "apmokėjimo laikotarpis", "период оплаты"),
    ),
    "interval_count": ("interval length", "interval frequency"),
    "status": (
        *("abo status", "kundenstatus", "vertragsstatus", "zustand", "состояние"),
        *("состояние подписки", "prenumeratos statusas"),
    ),
    "mrr": (
        *("monatsbetrag", "monatlicher betrag", "monatsumsatz", "monatspreis", "preis pro monat"),
        *("preis monat", "betrag monat", "kaina per mėnesį", "kaina mėn", "цена в месяц"),
        *("mėnesinis mokestis", "mėnesio mokestis", "сумма в месяц", "ежемесячный платеж"),
        "ежемесячный платёж",
    ),
    "currency": ("währung",),
    "paid_since": (
        *("zahlt seit", "erste zahlung am", "erste zahlung", "datum der ersten zahlung"),
        *("pirmo mokėjimo data", "дата первого платежа", "первая оплата", "дата первой оплаты"),
    ),
    "last_paid_on": (
        *("letzte zahlung", "letzte zahlung am", "paskutinio mokėjimo data"),
        *("дата последнего платежа", "последняя оплата"),
    ),
    "payment_count": ("anzahl zahlungen", "mokėjimų skaičius", "количество платежей"),
    "paid_total": ("gesamtumsatz", "summe der zahlungen", "всего оплачено", "iš viso sumokėta"),
    "renews_on": ("verlängert am", "verlängerung", "nächste abrechnung", "следующий платеж"),
    "trial_ends_on": ("testphase bis", "probezeit bis", "bandomasis iki", "пробный до"),
    "churned_on": (
        *("kündigungsdatum", "gekündigt am", "gekündigt zum", "vertragsende", "ausgetreten am"),
        *("deactivation date", "deactivated on", "deactivated at", "nutraukta", "nutraukimo data"),
        *("дата ухода", "дата отключения", "дата расторжения", "отключён", "отключен"),
    ),
    "subscribed_on": (
        *("begin date", "abo beginn", "vertragsbeginn", "prenumeratos pradžia"),
        *("kunde seit", "mitglied seit", "dabei seit", "klientas nuo", "клиент с"),
    ),
    "cancel_reason": ("deactivation reason", "kündigungsgrund", "причина отмены"),
    "seats": ("plätze", "lizenzen", "anzahl lizenzen", "licencijos", "лицензии"),
    "team_size": ("nutzer", "mitarbeiter", "benutzer", "naudotojai", "пользователи"),
}
"""Canonical column → spellings beside its own synonyms."""
