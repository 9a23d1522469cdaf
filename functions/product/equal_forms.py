"""One spelling for all that name the same number or mailbox, for keys and comparisons alone.

Decides which spellings are certainly one person's, and which may be. Must never make an address
that is dialled, mailed or shown: those stay as they were written.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from functions.product.channels import ContactPoint
from tenancy.values.lazy_dataclass import dataclass

# Plain texts: a run compares them millions of times.
_EMAIL, _PHONE = ContactPoint.EMAIL.value, ContactPoint.PHONE.value


def equal_form(kind: str, address: str) -> str:
    """The key of an address; `kind` is a `ContactPoint`, any other kind is only folded.

    Equal keys are one mailbox or one line by the rules of its host or country. Where two people
    could have the spellings, the keys differ.
    """
    return _key(kind, address.strip().casefold())


def _key(kind: str, written: str) -> str:
    if kind == _EMAIL:
        return _mailbox(written)
    return _line(written) if kind == _PHONE else written


def is_equal(kind: str, one: str, other: str) -> bool:
    return equal_form(kind, one) == equal_form(kind, other)


def known_forms(kind: str, address: str) -> tuple[str, ...]:
    """The key first, then the spellings under which older records may hold the same address."""
    written = address.strip().casefold()
    key = _key(kind, written)
    if kind == _PHONE and written.startswith(_CHANGED):
        longer = (change.add_to(key) for change in _CHANGES if change.is_short(key))
        return tuple(dict.fromkeys((key, written, *longer)))
    return (key,) if key == written else (key, written)


def whatsapp_forms(number: str) -> tuple[str, ...]:
    """The keys a number that WhatsApp shows may stand for, the certain one first.

    WhatsApp leaves the ninth digit out of many Brazilian numbers. What is left may look like a
    fixed line, and then either the mobile number or the fixed line may be meant.
    """
    key = equal_form(ContactPoint.PHONE, number)
    shortened = _SHORTENED.fullmatch(key)
    return (key, f"{shortened[1]}9{shortened[2]}") if shortened else (key,)


@dataclass(frozen=True, slots=True)
class _NumberChange:
    """Digits a country's numbers are written with and without; the key is without."""

    long: re.Pattern[str]
    short: re.Pattern[str]
    """Each of two groups: what stands before the digits, and what stands after."""
    digits: str

    def remove_from(self, number: str) -> str:
        found = self.long.fullmatch(number)
        return f"{found[1]}{found[2]}" if found else number

    def is_short(self, number: str) -> bool:
        return self.short.fullmatch(number) is not None

    def add_to(self, number: str) -> str:
        found = self.short.fullmatch(number)
        return f"{found[1]}{self.digits}{found[2]}" if found else number


def _change(code: str, digits: str, rest: str, *, area: str = "") -> _NumberChange:
    before = rf"(\+{code}{area})"
    return _NumberChange(
        re.compile(rf"{before}{digits}({rest})"), re.compile(rf"{before}({rest})"), digits
    )


_CHANGES = (
    # Brazil put a 9 before mobile numbers, which began with 6 to 9. A number that begins with 2
    # to 5 is a fixed line and may be somebody else's than the mobile number with a 9 before it.
    _change("55", "9", r"[6-9]\d{7}", area=r"[1-9]{2}"),
    # Mexico dialled mobile numbers from abroad with a 1 until 2019; national numbers have ten
    # digits and begin with none.
    _change("52", "1", r"[2-9]\d{9}"),
    # Argentina dials mobile numbers from abroad with a 9; fixed and mobile lines share one plan.
    _change("54", "9", r"[1-8]\d{9}"),
    # Benin put 01 before its numbers of eight digits in November 2024.
    _change("229", "01", r"[2-9]\d{7}"),
)

_SHORTENED = re.compile(r"(\+55[1-9]{2})([2-5]\d{7})")


_CHANGED = ("+55", "+52", "+54", "+229")
"""Most numbers are of other countries and need no closer look."""


def _line(number: str) -> str:
    if not number.startswith(_CHANGED):
        return number
    for change in _CHANGES:
        shorter = change.remove_from(number)
        if shorter != number:
            return shorter
    return number


@dataclass(frozen=True, slots=True)
class _MailHost:
    """How one host tells its mailboxes apart."""

    domains: tuple[str, ...]
    """The first is the key's. A name is the same person's on each of them."""
    ignored: str = ""
    """Marks in a name that do not count."""
    alike: str = ""
    """Marks in a name that count as the same one."""


_MAIL_HOSTS = (
    _MailHost(("gmail.com", "googlemail.com"), ignored="."),
    _MailHost(("icloud.com", "me.com", "mac.com")),
    # What Proton's own clients leave out when they compare addresses.
    _MailHost(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), ignored=".-_"),
    _MailHost(
        (
            "yandex.ru",
            "ya.ru",
            "yandex.com",
            "yandex.by",
            "yandex.kz",
            "yandex.ua",
            "yandex.uz",
            "yandex.com.tr",
            "narod.ru",
        ),
        alike=".-",
    ),
)

_HOTMAIL = (
    "com at be ca ch cl co.il co.jp co.kr co.nz co.th co.uk co.za com.ar com.au com.br com.tr cz "
    "de dk es fi fr gr hu it lt lv my nl no ph pl pt rs se sg sk"
)
_OUTLOOK = (
    "com at be cl co.il co.nz co.th com.ar com.au com.br com.gr com.pe com.tr com.vn cz de dk es "
    "fr hu ie in it jp kr lt lv my ph pt sa sg sk"
)
_LIVE = (
    "com at be ca cl cn co.uk co.za com.ar com.au com.mx com.pt de dk fi fr hk ie in it jp nl no "
    "ru se"
)
_TAGS_ONLY = (
    *(f"hotmail.{ending}" for ending in _HOTMAIL.split()),
    *(f"outlook.{ending}" for ending in _OUTLOOK.split()),
    *(f"live.{ending}" for ending in _LIVE.split()),
    "msn.com",
    "fastmail.com",
    "fastmail.fm",
    "hey.com",
    "yahoo.com",
    "ymail.com",
    "mail.ru",
    "inbox.ru",
    "list.ru",
    "bk.ru",
    "zoho.com",
)
"""Hosts whose names hold no plus, so that what follows one is a tag; else they tell names apart."""

_HOST_OF = MappingProxyType(
    {domain: host for host in _MAIL_HOSTS for domain in host.domains}
    | {domain: _MailHost((domain,)) for domain in _TAGS_ONLY}
)


def _mailbox(address: str) -> str:
    name, at, domain = address.rpartition("@")
    if not at:
        return address
    domain = _ascii(domain.rstrip("."))
    host = _HOST_OF.get(domain)
    if host is None:
        return f"{name}@{domain}"
    name = name.partition("+")[0] or name
    kept = "".join(mark for mark in name if mark not in host.ignored) if host.ignored else name
    for mark in host.alike:
        kept = kept.replace(mark, host.alike[0])
    return f"{kept or name}@{host.domains[0]}"


def _ascii(domain: str) -> str:
    """A domain in other letters as it stands on the wire."""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
