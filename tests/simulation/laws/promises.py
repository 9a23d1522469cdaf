"""Laws about what the agent promises: a moment named to a customer is one it may come at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from functions.outreach.domain.conversation.state import ConversationId
from tests.simulation.history import Created, Entry, Stepped

FREE_DAYS: Mapping[str, frozenset[date]] = {
    "US": frozenset(
        {date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 18)},
    ),
    "GB": frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}),
}
"""Public holidays of everybody in the country while a world lasts; written down by hand, as the
laws share no rule with the product."""


@dataclass
class APromiseNamesAPermittedMoment:
    """A promised return lies on a working day between 10 and 18 where the person truly is."""

    zones: Mapping[str, str]
    countries: dict[ConversationId, tuple[str, str]] = field(default_factory=dict)
    """Whose zone it is, and the country of their address."""

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Created(created=created):
                facts = created.facts
                self.countries[created.id] = (self.zones[facts.customer_id], facts.country)
            case Stepped(step=step):
                at = step.conversation.callback_at
                if at is None or at == entry.before.callback_at:
                    return
                zone, country = self.countries[entry.conversation]
                local = at.astimezone(ZoneInfo(zone))
                if local.weekday() > 4 or local.date() in FREE_DAYS.get(country, ()):
                    yield f"promised {local:%a %d %b}, which is no working day in {country}"
                elif not 10 <= local.hour < 18:
                    yield f"promised {local:%a %H:%M} local time"
            case _:
                pass
