"""Further words by which headers of other languages name the canonical columns.

Data only. A header here must mean the same column in every file.
"""

from __future__ import annotations

from collections.abc import Mapping

HEADER_WORDS: Mapping[str, tuple[str, ...]] = {
    "customer_id": (
        *("kundennummer", "kundennr", "kunden nr", "kunden id", "kunden nummer", "kundenkennung"),
        *("kliento kodas", "kliento nr", "klientas id", "код клиента", "ид клиента", "№ клиента"),
        *("identifiant client", "numéro client", "n° client", "id client", "código cliente"),
        *("nº cliente", "número de cliente", "id cliente", "id del cliente", "id do cliente"),
        *("código do cliente", "codice cliente", "numero cliente", "klantnummer", "klant id"),
        *("identyfikator klienta", "numer klienta", "id klienta", "customers id"),
        "links customer",
    ),
    "subscription_id": ("abonummer", "abo nr", "vertragsnummer", "prenumeratos id", "id подписки"),
    "name": (
        *("kundenname", "vollständiger name", "vor und nachname", "ansprechpartner"),
        *("kliento vardas", "pilnas vardas", "фамилия имя", "полное имя", "клиент"),
        *("nom complet", "nom du client", "nombre completo", "nombre del cliente", "nome"),
        *(
            "nome completo",
            "nome do cliente",
            "nome cliente",
            "naam",
            "volledige naam",
            "klantnaam",
        ),
        *("imię i nazwisko", "nazwa klienta", "contactpersoon", "buyer name"),
    ),
    "first_name": (
        *("vorname", "имя и отчество"),
        *("prénom", "voornaam", "imię"),
    ),
    "last_name": (
        *("nachname", "familienname", "zuname"),
        *("nom de famille", "apellidos", "cognome", "sobrenome", "achternaam", "nazwisko"),
    ),
    "email": (
        *("e mail adresse", "mailadresse", "email adresse", "kunden e mail", "kunden email"),
        *("el paštas kliento", "kliento el paštas", "адрес электронной почты", "email клиента"),
        *("имейл", "электронный адрес"),
        *("courriel", "adresse e mail", "adresse email", "correo", "correo electrónico"),
        *("indirizzo email", "endereço de e mail", "e mailadres", "adres e mail", "adres email"),
    ),
    "phone": (
        *("telefonnummer", "telefonnr", "handy", "handynummer", "mobilnummer", "mobiltelefon"),
        *("rufnummer", "telefon", "mob tel", "mobilusis", "mobilus telefonas", "fon", "festnetz"),
        *("мобильный телефон", "моб телефон", "тел", "сотовый", "контактный телефон"),
        *("téléphone", "numéro de téléphone", "teléfono", "número de teléfono", "móvil"),
        *("telefono", "cellulare", "telefone", "número de telefone", "celular", "telemóvel"),
        *("telefoonnummer", "telefoon", "numer telefonu"),
    ),
    "country": (
        *("land", "staat", "kundenland", "rechnungsland", "valstybė", "страна клиента"),
        *("pays", "país", "paese", "kraj"),
    ),
    "region": (
        *("bundesland", "kanton", "область"),
        *("estado", "stato"),
    ),
    "time_zone": ("zeitzone",),
    "language": (
        *("sprache", "язык клиента"),
        *("langue", "idioma", "lingua", "taal", "język"),
    ),
    "plan": ("tarifname", "paket", "abo", "abonnement", "tarif", "tarifas", "paketas", "пакет"),
    "plan_since": ("tarif seit", "abo seit", "plano data", "дата начала тарифа"),
    "product": ("produkt", "produktname"),
    "billing_interval": (
        *("abrechnungszeitraum", "abrechnungsintervall", "zahlungsintervall", "interval unit"),
        *("laufzeiteinheit", "billing interval unit", "apmokėjimo laikotarpis", "период оплаты"),
        *(
            "fréquence de facturation",
            "fréquence",
            "frecuencia",
            "periodicidad",
            "periodicidade",
            "facturatieperiode",
        ),
        *("periodo di fatturazione", "okres rozliczeniowy"),
    ),
    "interval_count": ("interval length", "interval frequency"),
    "status": (
        *("abo status", "kundenstatus", "vertragsstatus", "zustand", "состояние"),
        *("состояние подписки", "prenumeratos statusas"),
        *("statut", "statut de l abonnement", "estado de la suscripción", "estado da subscrição"),
        *("estado da assinatura", "stato abbonamento", "abonnementsstatus", "status subskrypcji"),
    ),
    "mrr": (
        *("monatsbetrag", "monatlicher betrag", "monatsumsatz", "monatspreis", "preis pro monat"),
        *("preis monat", "betrag monat", "kaina per mėnesį", "kaina mėn", "цена в месяц"),
        *("mėnesinis mokestis", "mėnesio mokestis", "сумма в месяц", "ежемесячный платеж"),
        "ежемесячный платёж",
        *("montant mensuel", "prix mensuel", "cuota mensual", "precio mensual", "canone mensile"),
        *("mensalidade", "valor mensal", "maandbedrag", "kwota miesięczna", "bedrag per maand"),
    ),
    "currency": (
        *("währung", "waehrung", "wahrung"),
        *("devise", "moneda", "valuta", "moeda", "waluta"),
    ),
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
    "renews_on": (
        *("verlängert am", "verlängerung", "nächste abrechnung", "nächste zahlung"),
        "следующий платеж",
    ),
    "trial_ends_on": ("testphase bis", "probezeit bis", "bandomasis iki", "пробный до"),
    "churned_on": (
        *("kündigungsdatum", "gekündigt am", "gekündigt zum", "vertragsende", "ausgetreten am"),
        *("deactivation date", "deactivated on", "deactivated at", "nutraukta", "nutraukimo data"),
        *("opgezegd", "opgezegd op", "einddatum", "subscription end date"),
        *("дата ухода", "дата отключения", "дата расторжения", "отключён", "отключен"),
    ),
    "subscribed_on": (
        *("begin date", "abo beginn", "vertragsbeginn", "prenumeratos pradžia"),
        *("ingangsdatum", "kunde seit", "mitglied seit", "dabei seit", "klientas nuo", "клиент с"),
    ),
    "cancel_reason": ("deactivation reason", "kündigungsgrund", "причина отмены"),
    "seats": ("plätze", "lizenzen", "anzahl lizenzen", "licencijos", "лицензии"),
    "team_size": ("nutzer", "mitarbeiter", "benutzer", "naudotojai", "пользователи"),
}
"""Canonical column → spellings beside its own synonyms."""
