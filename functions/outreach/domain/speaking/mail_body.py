"""The words of one mail as its two bodies, plain text and HTML, which say the same.

Nothing is fetched by the HTML and nothing is measured by it: no image, no script, no tracking link.
Every link is shown as the address it leads to, except the way out.
"""

from __future__ import annotations

import re
from html import escape

from functions.outreach.domain.speaking.mail_footer import mail_footer
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class MailWords:
    """What a mail says. Without a way out it is no mail to a customer, and has no footer."""

    text: str
    subject: str
    language: str
    business: str
    postal_address: str
    unsubscribe_url: str


_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;padding:24px 16px;background:#fff;color:#1c2430;{font}">
<div style="max-width:34em;margin:0 auto">
<p style="margin:0 0 20px;font-weight:600">{business}</p>
{paragraphs}
<p style="margin:28px 0 0;padding-top:14px;border-top:1px solid #dcd8cf;color:#5b6573;{small}">
{footer}</p>
</div></body></html>
"""
_FONT = "font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif"
_SMALL = "font-size:13px"


def text_body(mail: MailWords) -> str:
    """The plain words; mail to a customer ends with the footer of 15 U.S.C. 7704(a)(3) and (5)."""
    if not mail.unsubscribe_url:
        return mail.text
    footer = mail_footer(mail.language, mail.business)
    lines = (
        footer.reason,
        mail.postal_address,
        f"{footer.way_out} {mail.unsubscribe_url}",
    )
    return "\n".join((mail.text, "", "--", *(line for line in lines if line), ""))


def html_body(mail: MailWords) -> str:
    """The same words as a page of their own."""
    footer = mail_footer(mail.language, mail.business)
    way_out = (
        f'{escape(footer.way_out)} <a href="{escape(mail.unsubscribe_url)}" '
        f'style="color:#5b6573">{escape(footer.press)}</a>'
    )
    lines = (escape(footer.reason), escape(mail.postal_address), way_out)
    return _PAGE.format(
        language=escape(mail.language),
        subject=escape(mail.subject),
        business=escape(mail.business),
        paragraphs="\n".join(map(_paragraph, mail.text.split("\n\n"))),
        footer="<br>\n".join(line for line in lines if line),
        font=_FONT,
        small=_SMALL,
    )


def _paragraph(text: str) -> str:
    return f'<p style="margin:0 0 16px">{_linked(text).replace(chr(10), "<br>")}</p>'


def _linked(text: str) -> str:
    """Escaped, with addresses as links that show where they lead."""
    parts, end = [], 0
    for found in _URL.finditer(text):
        address = escape(found.group())
        parts += [escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join((*parts, escape(text[end:])))
