"""Names of a business's mail sender on the deployment's own domain: readable, and nobody else's.

Proposes and registers; must never give away a name that answers for the deployment itself, or one
that has the shape of an address with a meaning of its own.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

from tenancy.identity import accounts, directory
from tenancy.tenant import TenantId

RESERVED = frozenset(
    # RFC 2142, what mail systems send from, and what a stranger would take for the deployment.
    [
        "abuse",
        "admin",
        "administrator",
        "billing",
        "bounce",
        "bounces",
        "daemon",
        "dmarc",
        "ftp",
        "hello",
        "help",
        "hostmaster",
        "info",
        "mail",
        "mailer",
        "mailer-daemon",
        "marketing",
        "news",
        "no-reply",
        "noc",
        "noreply",
        "postmaster",
        "privacy",
        "root",
        "sales",
        "security",
        "spam",
        "support",
        "system",
        "unsubscribe",
        "usenet",
        "uucp",
        "warmline",
        "webmaster",
        "www",
    ]
)
LONGEST_PART = 24
TRIES = 1_000
_LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "_",
            "y",
            "_",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)
_LETTERS_OF = _LETTERS | {letter: text.strip("_") for letter, text in _CYRILLIC.items()}
_SEPARATED = re.compile(r"[^a-z0-9]+")


class NoNameLeftError(Exception):
    """Every name that was tried belongs to somebody else."""


def sender_names(first_name: str, business: str) -> Iterator[str]:
    """Local parts to try, best first: `ada.acme`, `ada.acme2`, …

    Letters of other scripts are written in Latin ones; what has none is left out.
    """
    parts = [part for part in (_plain(first_name.partition(" ")[0]), _plain(business)) if part]
    name = ".".join(dict.fromkeys(parts)) or "team"
    if name in RESERVED:
        name = f"team.{name}"
    yield name
    for number in itertools.count(2):
        yield f"{name}{number}"


def claim_sender(tenant: TenantId, *, first_name: str, business: str, domain: str) -> str:
    """Register the first free name for the tenant, and return the whole address.

    Raises NoNameLeftError when TRIES names are all taken.
    """
    for name in itertools.islice(sender_names(first_name, business), TRIES):
        address = f"{name}@{domain}"
        taken = directory.register(tenant, channel="email", address=address)
        if not isinstance(taken, directory.TakenByAnother):
            return address
    raise NoNameLeftError(tenant)


def claim_own_sender(tenant: TenantId, *, domain: str) -> str:
    """Claim a sender named after the tenant's first founder and business; empty if it is gone.

    Raises NoNameLeftError like `claim_sender`.
    """
    record = accounts.load_tenant(tenant)
    if record is None:
        return ""
    founder = next((one.name for one in accounts.founders(tenant)), "")
    return claim_sender(tenant, first_name=founder, business=record.business_name, domain=domain)


def _plain(text: str) -> str:
    latin = "".join(_LETTERS_OF.get(letter, letter) for letter in text.casefold())
    bare = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return _SEPARATED.sub("", bare)[:LONGEST_PART]
