"""The footer of every mail to a customer: why it came, whose it is, and the way out.

Fixed words, so that they are known again where a customer's answer quotes them: they must never be
taken for something the customer said.
"""

from __future__ import annotations

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class MailFooter:
    """One footer; `way_out` introduces the link, `press` stands in its place in HTML."""

    reason: str
    way_out: str
    press: str


_FOOTERS = {
    "en": MailFooter(
        "You get this mail because you are a customer of {business}.",
        "No more of these mails, with one click:",
        "Unsubscribe",
    ),
    "lt": MailFooter(
        "Šį laišką gavote, nes esate „{business}“ klientas.",
        "Daugiau tokių laiškų negauti (vienu paspaudimu):",
        "Atsisakyti laiškų",
    ),
    "ru": MailFooter(
        "Вы получили это письмо, потому что вы клиент компании «{business}».",
        "Больше не получать таких писем (одним нажатием):",
        "Отписаться",
    ),
}


def mail_footer(language: str, business: str) -> MailFooter:
    """The footer in the conversation's language; English where there is no other."""
    found = _FOOTERS.get(language, _FOOTERS["en"])
    reason = found.reason.format(business=business)
    return MailFooter(reason, found.way_out, found.press)


def footer_sentences(language: str, business: str) -> tuple[str, ...]:
    """What an answer that quotes a mail of ours may repeat of its footer.

    Programs that quote the HTML run the last words together with the link's.
    """
    footer = mail_footer(language, business)
    return (footer.reason, footer.way_out, f"{footer.way_out} {footer.press}", footer.press)
