"""A booking goes with the person it is about, and a neighbour's stays."""

from __future__ import annotations

import pytest

from functions.erasure.person import PersonIdentity
from functions.outreach.domain.calendar.founder_calendar import Slot
from functions.outreach.domain.conversation.state import Booking
from functions.outreach.store import bookings
from functions.outreach.store.bookings import BookingRow
from functions.outreach.store.erasure.person_rows import find_conversations, find_rows
from functions.product.motions import Motion
from tenancy.data.credentials import acting_for
from tests.outreach.approved import TENANT
from tests.outreach.handlers.deployed import Deployed
from tests.outreach.store.contract.sample_steps import FREE


@pytest.mark.slow
def test_a_booking_is_found_with_its_person_and_a_neighbours_is_not(stage: Deployed) -> None:
    for number in (1, 2):
        talk = stage.opened(number)
        booking = Booking(f"b_{number}", Slot(FREE, FREE), "phone:+12125550123")  # type: ignore[arg-type]
        row = BookingRow(
            booking,
            talk.id,
            talk.terms.id,
            Motion.UPSELL,
            talk.terms.founder,
            talk.facts.customer_id,
            talk.facts.name,
        )
        with acting_for(TENANT):
            bookings.to_row(TENANT, row, version=1).save()
    person = PersonIdentity((talk.facts.customer_id,))
    found = find_rows(TENANT, person, find_conversations(TENANT, person))
    assert [one.item.sk for one in found if one.store == "bookings"] == ["b_2"]
