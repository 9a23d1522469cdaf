"""Whether a mail came from where it says, by the verdict of the server that took it for us.

Only what SES itself wrote counts (RFC 8601, 5: such a header of anybody else is not believed); a
mail of which it says nothing is not called forged.
"""

from __future__ import annotations

import re

AUTHENTICATION = "Authentication-Results"
OURS = "amazonses.com"
"""The id under which SES writes its results."""
_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")


def is_forged(results: list[str]) -> bool:
    """Whether its domain says it did not send it: DMARC failed, or both SPF and DKIM where the
    domain has no DMARC. The topmost header is the one our server wrote last."""
    ours = next((value for value in results if _issuer(value) == OURS), "")
    found: dict[str, set[str]] = {}
    for method, result in _RESULT.findall(_COMMENT.sub(" ", ours[:2_000])):
        found.setdefault(method.lower(), set()).add(result.lower())
    dmarc = found.get("dmarc", set())
    if dmarc & {"pass", "fail"}:
        return "pass" not in dmarc
    return found.get("spf") == {"fail"} and found.get("dkim", {"none"}) <= {"fail", "none"}


def _issuer(value: str) -> str:
    return value.partition(";")[0].split()[0].lower() if value.strip() else ""
