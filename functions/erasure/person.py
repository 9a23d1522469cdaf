"""Who a person is to us: ids and addresses in the open, and the keyed hashes that outlive them.

Pure. Must never decide that two customers who share a phone are one person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from functions.product.equal_forms import equal_form, known_forms
from tenancy.runtime.privacy import address_hash
from tenancy.values.lazy_dataclass import dataclass

CUSTOMER, EMAIL, PHONE, WHATSAPP = "customer", "email", "phone", "whatsapp"
"""The kinds of names, as the opt-outs of a workspace are kept by them."""
ERASED_CUSTOMER = "erased"
"""Stands where a customer id stood, with the number of the row behind it."""
ERASURE_ROW = "erasure"
"""The `kind` of a suppression row that an erasure left."""


@dataclass(frozen=True, slots=True)
class PersonIdentity:
    """All that names one person. Addresses are as they were written."""

    customer_ids: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    whatsapp_ids: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    """What the person is called: looked for in what founders wrote down, and names nobody."""

    def list_names(self) -> tuple[tuple[str, str], ...]:
        """(kind, name) of everything that is known, without a repetition."""
        names = (
            *((CUSTOMER, one) for one in self.customer_ids),
            *((EMAIL, one) for one in self.emails),
            *((PHONE, one) for one in self.phones),
            *((WHATSAPP, one) for one in self.whatsapp_ids),
        )
        return tuple(dict.fromkeys((kind, name) for kind, name in names if name))

    def united(self, other: PersonIdentity) -> PersonIdentity:
        both = identity_of((*self.list_names(), *other.list_names()))
        return replace(both, called=tuple(dict.fromkeys((*self.called, *other.called))))

    def is_owner(self, *, customer: str, emails: Iterable[str]) -> bool:
        """Whether a record is this person's: by the id or by a mailbox, which one person has.

        A phone may be a household's, so it counts only where nothing else is known of the person.
        """
        if customer and customer in self.customer_ids:
            return True
        mine = {equal_form(EMAIL, one) for one in self.emails}
        return any(equal_form(EMAIL, one) in mine for one in emails if one)

    @property
    def by_phone_alone(self) -> bool:
        return not self.customer_ids and not self.emails


def identity_of(named: Iterable[tuple[str, str]]) -> PersonIdentity:
    """The person of (kind, name) pairs; kinds we do not know are left out."""
    kinds: dict[str, dict[str, None]] = {CUSTOMER: {}, EMAIL: {}, PHONE: {}, WHATSAPP: {}}
    for kind, name in named:
        if kind in kinds and name:
            kinds[kind][name] = None
    return PersonIdentity(*(tuple(found) for found in kinds.values()))


def keyed_names(person: PersonIdentity, key: bytes) -> tuple[str, ...]:
    """`<kind>#<keyed hash>` of each name in its equal form: the sort keys of its suppression."""
    return tuple(
        dict.fromkeys(
            f"{kind}#{address_hash(key, kind=kind, address=equal_form(kind, name))}"
            for kind, name in person.list_names()
        )
    )


def is_among(names: frozenset[str], keys: Iterable[bytes], *, kind: str, name: str) -> bool:
    """Whether a name in the open is one of the keyed ones, under any valid key and form."""
    forms = known_forms(kind, name)
    return any(
        f"{kind}#{address_hash(key, kind=kind, address=form)}" in names
        for key in keys
        for form in forms
    )
