"""Two libraries read what is stored: the fast one first, the lenient one where that refuses.

They may not differ in a value: a record is worth the same whichever of them reads it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from functions.outreach.codec import EVENTS, from_json, to_json
from functions.outreach.domain.campaigns.campaign import Campaign
from functions.outreach.domain.conversation.events import SlotPicked
from functions.outreach.domain.conversation.state import Conversation, Turn
from functions.outreach.domain.permission.contact_facts import PersonHistory
from functions.outreach.domain.playbooks.playbook import Answer, Playbook
from functions.outreach.ports import EffectRecord
from functions.outreach.store.inbox import InboxItem
from functions.product.customer_facts import CustomerFacts
from functions.product.offers import Catalogue, Offer
from tests.hypothesis_profiles import examples
from tests.outreach.approved import customer

pytestmark = pytest.mark.costly(first=10)

STORED: tuple[type, ...] = (
    *(Answer, Campaign, Catalogue, Conversation, CustomerFacts, EffectRecord, InboxItem),
    *(PersonHistory, Playbook, Turn, *EVENTS.values()),
)

WHOLE_MINUTES = st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
"""No clock of today is a part of a minute away from Greenwich, and the two round that unlike."""
MOMENTS = st.datetimes(timezones=st.one_of(st.none(), st.just(UTC), WHOLE_MINUTES))
st.register_type_strategy(datetime, MOMENTS)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
CENTS = st.integers(0, 10**9)
st.register_type_strategy(
    Offer,
    st.builds(
        Offer,
        id=st.from_regex(r"[a-z]{1,60}", fullmatch=True),
        band=st.none(),
        yearly_value_cents=CENTS,
        trigger_threshold=st.floats(0, 1e9),
    ),
)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.__name__)
def test_both_libraries_read_every_stored_value_alike_and_as_it_was(kind: type) -> None:
    lenient, fast = TypeAdapter(kind), msgspec.json.Decoder(kind)

    @settings(
        max_examples=examples(30),
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.from_type(kind))
    def holds(value: Any) -> None:
        before, now = lenient.dump_json(value), to_json(value).encode()
        for document in (before, now):
            assert lenient.validate_json(document) == value
            assert fast.decode(document) == value

    holds()


@pytest.mark.parametrize(
    "written",
    ["2026-11-25 15:30:00Z", "2026-11-25T15:30Z", "1795620600", "2026-11-25T15:30:00+0000"],
)
def test_a_moment_in_anothers_spelling_is_read_as_before(written: str) -> None:
    document = f'{{"id": "p1", "start": "{written}"}}'
    assert from_json(SlotPicked, document) == TypeAdapter(SlotPicked).validate_json(document)


def test_a_day_with_a_time_and_numbers_in_quotes_are_read_as_before() -> None:
    facts = customer(renews_on=date(2027, 1, 1), seats=4)
    written = to_json(facts).replace('"2027-01-01"', '"2027-01-01T00:00:00"')
    written = written.replace('"seats":4', '"seats":"4"')
    assert from_json(CustomerFacts, written) == facts


def test_a_field_of_a_newer_version_is_passed_over() -> None:
    document = '{"id": "p1", "start": "2026-11-25T15:30:00Z", "newer": 1}'
    assert from_json(SlotPicked, document).start == datetime(2026, 11, 25, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("document", ["", "{", "{}", '{"id": 5, "start": "tomorrow"}', "[]"])
def test_what_is_no_such_value_is_refused_in_pydantics_words(document: str) -> None:
    with pytest.raises(ValidationError):
        from_json(SlotPicked, document)
