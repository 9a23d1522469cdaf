"""Which currencies the sign, code or word beside an amount may mean.

`$` may be any dollar and `kr` any krone. Must never narrow that down without something that says
which; opens no DuckDB.
"""

from __future__ import annotations

import functools
import re
from types import MappingProxyType

from babel.core import get_global

type Codes = frozenset[str]
"""ISO 4217 codes that something may mean; none of them where it contradicts itself."""


def _codes(text: str) -> Codes:
    return frozenset(text.split())


DOLLARS = _codes(
    "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU DOP CUP BSD BBD BZD BMD BND KYD FJD GYD JMD "
    "LRD NAD SBD SRD TTD XCD"
)
"""Written with `$`, the pesos among them."""
_KRONER, _YEN = _codes("SEK NOK DKK ISK"), _codes("JPY CNY")
_POUNDS = _codes("GBP GIP FKP SHP EGP LBP SDG SSP SYP")
_RUPEES, _FRANCS = _codes("INR PKR LKR NPR MUR SCR"), _codes("CHF XOF XAF XPF GNF CDF RWF BIF KMF")
_LEI = _codes("RON MDL")

_SIGNS: dict[str, Codes] = {
    **dict.fromkeys(("$", "＄", "dollar", "dollars"), DOLLARS),
    **dict.fromkeys(("kr", "kroner", "kronor", "krone", "krona"), _KRONER),
    **dict.fromkeys(("¥", "￥"), _YEN),
    **dict.fromkeys(("£", "￡", "pound", "pounds"), _POUNDS),
    **dict.fromkeys(("₨", "rs", "rupee", "rupees"), _RUPEES),
    **dict.fromkeys(("fr", "franc", "francs"), _FRANCS),
    **dict.fromkeys(("lei", "leu"), _LEI),
    "₱": _codes("PHP CUP"),
    "₩": _codes("KRW KPW"),
    "c$": _codes("CAD NIO"),
    "$u": _codes("UYU"),
    **{
        word: frozenset({code})
        for code, words in {
            "EUR": "€ euro euros eurai eurų евро",
            "USD": "us$",
            "AUD": "a$ au$",
            "CAD": "ca$ can$ cad$",
            "NZD": "nz$",
            "SGD": "s$ sg$",
            "HKD": "hk$",
            "TWD": "nt$",
            "MXN": "mx$ mex$",
            "ARS": "ar$",
            "COP": "col$ co$",
            "CLP": "clp$",
            "BRL": "r$",
            "CNY": "cn¥ rmb 元",
            "JPY": "jp¥ 円",
            "INR": "₹",
            "PLN": "zł zl",
            "CZK": "kč",
            "HUF": "ft",
            "BGN": "лв",
            "RUB": "₽ руб р",
            "UAH": "₴ грн",
            "TRY": "₺",
            "ILS": "₪",
            "THB": "฿",
            "VND": "₫",
            "NGN": "₦",
            "KZT": "₸",
            "GEL": "₾",
            "CRC": "₡",
            "PYG": "₲",
            "GHS": "₵",
            "MNT": "₮",
            "AZN": "₼",
        }.items()
        for word in words.split()
    },
}
_NAMES: dict[str, str] = {
    "us dollar": "USD",
    "american dollar": "USD",
    "canadian dollar": "CAD",
    "australian dollar": "AUD",
    "new zealand dollar": "NZD",
    "pound sterling": "GBP",
    "british pound": "GBP",
    "swiss franc": "CHF",
    "swedish krona": "SEK",
    "norwegian krone": "NOK",
    "danish krone": "DKK",
    "polish złoty": "PLN",
    "polish zloty": "PLN",
}
"""Of two words, which only a column of currencies holds."""

_ALONE = MappingProxyType(
    {_POUNDS: "GBP", _FRANCS: "CHF", _codes("CAD NIO"): "CAD", _codes("PHP CUP"): "PHP"}
    | {_codes("KRW KPW"): "KRW"}
)
"""What a sign of several currencies means where nothing else says which."""
_OPEN = MappingProxyType({DOLLARS: "$", _KRONER: "KR", _YEN: "¥", _RUPEES: "RS", _LEI: "LEI"})
"""How a currency that stays open is written, in capitals as every currency."""

_SIGN_LETTERS = "$¢£¤¥\u058f\u060b\u09f2\u09f3\u0e3f\u17db\u20a0-\u20cf\ufdfc\ufe69＄￠￡￥￦"
_WORD = re.compile(rf"[^\W\d_]{{0,4}}[{_SIGN_LETTERS}]|[^\W\d_]+")
_TIME = re.compile(r"(/|\bper\b)\s*[^\W\d_]+\s*$", re.IGNORECASE)
_POWER_OF_TEN = (["e"], ["E"])
_CODE = re.compile(r"[A-Za-z]{3}")
_IN_HEADERS = _codes(
    "eur usd gbp chf cad aud nzd sek nok dkk pln czk huf jpy cny inr brl rub uah sgd hkd mxn"
)
"""Codes that are no everyday words."""


@functools.cache
def _iso_codes() -> Codes:
    return frozenset(get_global("all_currencies"))


def meanings_of(beside: str) -> Codes | None:
    """What may be meant by all that stands beside the digits of one cell; None where nothing is.

    What is no currency at all, or two at once, may mean none.
    """
    words = _WORD.findall(_TIME.sub("", beside))
    found: Codes | None = None
    if words in _POWER_OF_TEN:
        return None
    for word in words:
        codes = _meanings_of_word(word)
        found = codes if found is None else found & codes
    return found


def _meanings_of_word(word: str) -> Codes:
    codes = _SIGNS.get(word.casefold())
    if codes is not None:
        return codes
    code = word.upper()
    return frozenset({code}) if _CODE.fullmatch(word) and code in _iso_codes() else frozenset()


def named_currency(cell: str) -> Codes | None:
    """What a cell of a column of currencies may mean; None where it is no word we know."""
    spelled = " ".join(cell.casefold().split())
    for name in (spelled, spelled.removesuffix("s")):
        if name in _NAMES:
            return frozenset({_NAMES[name]})
    return meanings_of(cell) or None


def in_header(header: str) -> Codes | None:
    """What `MRR (EUR)` says of all amounts below it; None where a header says nothing."""
    words = [
        word
        for word in re.findall(rf"[^\W\d_]*[{_SIGN_LETTERS}]|[^\W\d_]+", header)
        if word.casefold() in _IN_HEADERS or (word.casefold() in _SIGNS and not word.isalpha())
    ]
    return meanings_of(" ".join(words)) if words else None


def meaning_alone(codes: Codes, *, founders: str, country: str = "") -> str:
    """The currency meant where a row has nothing but this; the sign itself where it stays open.

    The founder's own counts first. A bare `$` is the dollar of the United States unless the
    founder or the customer is at home where another one is used.
    """
    if len(codes) == 1 or founders in codes:
        return founders if founders in codes else next(iter(codes))
    if codes == DOLLARS and country not in ELSEWHERE:
        return "USD"
    return _ALONE.get(codes) or sign_of(codes)


def sign_of(codes: Codes) -> str:
    """The sign that may mean these and stays open; empty for any others."""
    return _OPEN.get(codes, "")


ELSEWHERE = frozenset(code[:2] for code in DOLLARS - {"USD"})
"""Countries with a `$` of their own: codes of currencies begin with those of their countries."""
