"""How mail programs quote one of our mails, by program and language, in the words they write."""

from __future__ import annotations

from collections.abc import Callable

OURS = (
    "Hello,\n\nI'm the AI assistant of Sample Desk. Reply STOP to opt out.\n\n"
    "Peter, your team uses reports every day, and the plan ends at ten seats.\n\n"
    "Would a bit more room make your work easier?\n\n"
    "Just reply to this email. You can also choose a time here: https://app.example.com/c/abc"
)
FOOTER = "--\nSample Desk Ltd, 1 Sample Street, Sampletown\nhttps://app.example.com/u/abc"
MAIL = f"{OURS}\n\n{FOOTER}"
DESK = "Sample Desk <r-t_sample000001-c_abcdefgh234567@mail.example.com>"

ATTRIBUTIONS = {
    "en gmail": f"On Tue, Nov 24, 2026 at 10:00 AM {DESK} wrote:",
    "en apple": "On 24 Nov 2026, at 10:00, Sample Desk <hi@mail.example.com> wrote:",
    "en thunderbird": "On 24/11/2026 10:00, Sample Desk wrote:",
    "en wrapped": "On Tue, Nov 24, 2026 at 10:00 AM Sample Desk\n<hi@mail.example.com> wrote:",
    "de gmail": f"Am Di., 24. Nov. 2026 um 10:00 Uhr schrieb {DESK}:",
    "de apple": "Am 24.11.2026 um 10:00 schrieb Sample Desk <hi@mail.example.com>:",
    "de wrapped": "Am Di., 24. Nov. 2026 um 10:00 Uhr schrieb Sample Desk <\nhi@mail.example.com>:",
    "fr gmail": f"Le mar. 24 nov. 2026 à 10:00, {DESK} a écrit :",
    "fr thunderbird": "Le 24/11/2026 à 10:00, Sample Desk a écrit :",
    "es gmail": f"El mar, 24 nov 2026 a las 10:00, {DESK} escribió:",
    "it gmail": f"Il giorno mar 24 nov 2026 alle ore 10:00 {DESK} ha scritto:",
    "it thunderbird": "Il 24/11/2026 10:00, Sample Desk ha scritto:",
    "pl gmail": f"wt., 24 lis 2026 o 10:00 {DESK} napisał(a):",
    "pl thunderbird": "W dniu 24.11.2026 o 10:00, Sample Desk pisze:",
    "nl gmail": f"Op di 24 nov 2026 om 10:00 schreef {DESK}:",
    "nl webmail": "Op 24-11-2026 10:00 heeft Sample Desk het volgende geschreven:",
    "pt gmail": f"Em ter., 24 de nov. de 2026 às 10:00, {DESK} escreveu:",
    "pt apple": "No dia 24/11/2026, às 10:00, Sample Desk <hi@mail.example.com> escreveu:",
    "sv gmail": f"Den tis 24 nov. 2026 kl 10:00 skrev {DESK}:",
    "lt gmail": f"2026-11-24, an, 10:00 {DESK} rašė:",
    "lt thunderbird": "2026-11-24 10:00, Sample Desk rašė:",
    "ru gmail": f"вт, 24 нояб. 2026 г. в 10:00, {DESK}:",
    "ru apple": "24 нояб. 2026 г., в 10:00, Sample Desk <hi@mail.example.com> написал(а):",
    "ru mail.ru": "Вторник, 24 ноября 2026, 10:00 +03:00 от Sample Desk <hi@mail.example.com>:",
    "ru yandex": '24.11.2026, 10:00, "Sample Desk" <hi@mail.example.com>:',
    "cs gmail": f"út 24. 11. 2026 v 10:00 odesílatel {DESK} napsal:",
    "fi gmail": f"ti 24. marrask. 2026 klo 10.00 {DESK} kirjoitti:",
    "tr gmail": f"{DESK}, 24 Kas 2026 Sal, 10:00 tarihinde şunu yazdı:",
    "en without a colon": "On Tue, 24 Nov 2026 10:00:43 -0200 Desk <hi@mail.example.com> wrote",
    "en between dashes": "---- On Tue, 24 Nov 2026 10:00:50 +0530 hi@mail.example.com wrote ----",
    "en over three lines": "On Nov 24, 2026,\nat 10:00,\nSample Desk <hi@mail.example.com> wrote:",
    "de inbox": f"{DESK} schrieb am Di., 24.\nNov. 2026 um 10:00 Uhr:",
    "ja gmail": f"2026年11月24日(火) 10:00 {DESK}:",
}
HEADS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "de apple": ("Von", "Betreff", "Datum", "An"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "es web": ("De", "Enviado", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "pt": ("De", "Enviada em", "Para", "Assunto"),
    "pt portugal": ("De", "Enviado", "Para", "Assunto"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "lt": ("Nuo", "Išsiųsta", "Kam", "Tema"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "nobody foresaw": ("Oddo", "Ihredeh", "Zuf", "Bwnc"),
}
UNEVEN_HEADS = {
    "fr without a space": f"De : {DESK}\nEnvoyé le :mardi 24 novembre 2026 10:00\nObjet :Bonjour",
    "en with a wrapped sender": (
        "From: Sample Desk\n<hi@mail.example.com>\nSent: Tuesday, November 24, 2026 10:00\n"
        "To: Peter\nSubject: Your account"
    ),
    "en indented": f"   From: {DESK}\n   To: Peter\n   Sent: Tuesday\n   Subject: Hello",
    "fr webmail": f"Message du : 24/11/2026 10:00\nDe : {DESK}\nA : peter@example.com",
}
SEPARATORS = (
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "-----Message d'origine-----",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Oryginalna wiadomość-----",
    "-----Oorspronkelijk bericht-----",
    "-----Mensagem original-----",
    "-----Ursprungligt meddelande-----",
    "-----Исходное сообщение-----",
    "-----Pradinė žinutė-----",
    "-------- Forwarded Message --------",
    "-------- Пересылаемое сообщение --------",
    "________________________________",
)
PHONES = (
    "Sent from my iPhone",
    "Get Outlook for Android",
    "Von meinem iPhone gesendet",
    "Gesendet mit der GMX Mail App",
    "Outlook für iOS beziehen",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Wysłane z iPhone'a",
    "Wysłano z telefonu Samsung",
    "Verzonden vanaf mijn iPhone",
    "Skickat från min iPhone",
    "Išsiųsta iš mano „iPhone“",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail.ru",
    "iPhoneから送信",
    "從我的 iPhone 傳送",
    "Sent from my cell, please excuse any typos.",
    "Sent from my Sample M8 Android phone.  Please excuse the typing",
    "(sent from a phone)",
    "From my iPhone 6",
    "Diese Nachricht wurde von meinem Android-Mobiltelefon mit K-9 Mail gesendet.",
    "Get [Outlook for Android](https://outlook.example.com/x)",
)
NOTICE = (
    "This e-mail and any attachments are confidential and intended solely for the addressee. If you"
    " are not the intended recipient, please notify the sender and delete it. Unauthorised copying"
    " or disclosure is forbidden."
)


def with_signs(text: str, sign: str = "> ") -> str:
    return "\n".join(f"{sign}{line}".rstrip() for line in text.split("\n"))


def head(language: str, sender: str = DESK) -> str:
    day = "Dienstag, 24. November 2026 10:00"
    values = (sender, day, "Peter Sample <peter@example.com>", "Re: Your account at Sample Desk")
    names = HEADS[language]
    if language == "de apple":
        values = (sender, values[3], day, values[2])
    return "\n".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))


Style = Callable[[str, str], str]
"""Makes a whole mail of the customer's words and what they quote."""

MARKED: dict[str, Style] = {
    "above signs": lambda own, sent: f"{own}\n\n{ATTRIBUTIONS['en gmail']}\n\n{with_signs(sent)}",
    "below signs": lambda own, sent: f"{ATTRIBUTIONS['de gmail']}\n{with_signs(sent)}\n\n{own}",
    "below bare signs": lambda own, sent: f"{with_signs(sent)}\n{own}",
    "above bars": lambda own, sent: (
        f"{own}\n\n{ATTRIBUTIONS['fr gmail']}\n{with_signs(sent, '| ')}"
    ),
    "above a head": lambda own, sent: f"{own}\n\n{head('pl')}\n\n{sent}",
    "above a rule and a head": lambda own, sent: (
        f"{own}\n\n________________________________\n{head('de')}\n\n{sent}"
    ),
    "above a titled rule": lambda own, sent: f"{own}\n\n-----Mensaje original-----\n{sent}",
    "above an unsigned attribution": lambda own, sent: (
        f"{own}\n\n{ATTRIBUTIONS['ru gmail']}\n\n{sent}"
    ),
    "above a forwarded mail": lambda own, sent: (
        f"{own}\n\n---------- Forwarded message ---------\n{head('en')}\n\n{sent}"
    ),
}
"""Ways of quoting that marks alone give away."""

KNOWN: dict[str, Style] = {
    **MARKED,
    "above without a mark": lambda own, sent: f"{own}\n\n{sent}",
    "below without a mark": lambda own, sent: f"{sent}\n\n{own}",
    "below a head": lambda own, sent: f"{head('it')}\n\n{sent}\n\n{own}",
    "below an unsigned attribution": lambda own, sent: (
        f"{ATTRIBUTIONS['lt gmail']}\n{sent}\n\n{own}"
    ),
    "between two paragraphs": lambda own, sent: "\n\n".join(
        [*sent.split("\n\n")[:3], own, *sent.split("\n\n")[3:]]
    ),
    "between signed paragraphs": lambda own, sent: (
        with_signs("\n\n".join(sent.split("\n\n")[:2]))
        + f"\n{own}\n"
        + with_signs("\n\n".join(sent.split("\n\n")[2:]))
    ),
    "above on one line": lambda own, sent: f"{own}\n\n{' '.join(sent.split())}",
}
"""Ways that give our words away to whom knows them."""
