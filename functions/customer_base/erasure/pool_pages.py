"""Pages of a dial pool rewritten without one person.

A line is replaced, not taken out, since a campaign remembers its place by page and line. Must never
leave a line with which somebody could be opened.
"""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path

from functions.erasure.person import EMAIL, ERASED_CUSTOMER, PersonIdentity
from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.dial_pool_line import decode_line, encode_line
from functions.product.equal_forms import equal_form


def rewrite_page(path: Path, person: PersonIdentity, target: Path) -> int:
    """Write a page with the person's lines empty; how many there were, 0 if nothing was written."""
    lines = gzip.decompress(path.read_bytes()).splitlines()
    facts = [decode_line(line) for line in lines if line]
    after = [_without(one, person) for one in facts]
    changed = sum(one != other for one, other in zip(facts, after, strict=True))
    if changed:
        text = "".join(f"{encode_line(one)}\n" for one in after)
        target.write_bytes(gzip.compress(text.encode(), compresslevel=1, mtime=0))
    return changed


def _without(facts: CustomerFacts, person: PersonIdentity) -> CustomerFacts:
    if person.by_phone_alone:
        is_mine = facts.phone in person.phones
    else:
        is_mine = person.is_owner(customer=facts.customer_id, emails=(facts.email,))
    if is_mine:
        # Of a day so long ago that nothing of it may be used.
        return CustomerFacts(CustomerId(ERASED_CUSTOMER), as_of=date.min, do_not_contact=True)
    mine = {equal_form(EMAIL, one) for one in person.emails}
    kept = tuple(one for one in facts.other_emails if equal_form(EMAIL, one) not in mine)
    return replace(facts, other_emails=kept)
