"""The customer base of a simulated world: every night's run, and what it tells open conversations.

Now and then it sees somebody otherwise: unhappy, gone, not to be contacted, or only a little older.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from functions.outreach.domain.conversation.events import FactsChanged
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.ports import Postbox
from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.motions import Motion
from tenancy.tenant import TenantId
from tests.simulation.doubles.faults import Faults, insist
from tests.simulation.doubles.memory import Memory, MemoryPool
from tests.simulation.history import Happened, History
from tests.simulation.timeline import Timeline

News = Callable[[CustomerFacts], CustomerFacts]

NEWS: tuple[News, ...] = (
    lambda facts: facts,
    lambda facts: replace(facts, motion=Motion.RETENTION, reason="usage_fell"),
    lambda facts: replace(facts, motion=None, reason="usage_shows_demand"),
    lambda facts: replace(facts, motion=None, reason="not_in_base"),
    lambda facts: replace(facts, motion=None, reason="may_be_contacted", do_not_contact=True),
)


@dataclass
class NewerRuns:
    """Also the `NewestFacts` port: what the newest run says of one customer."""

    timeline: Timeline
    random: Random
    faults: Faults
    history: History
    memory: Memory
    pool: MemoryPool
    postbox: Postbox = field(init=False)
    seen: dict[CustomerId, CustomerFacts] = field(default_factory=dict)

    def load(self, tenant: TenantId, customer: CustomerId) -> CustomerFacts | None:
        everybody = (facts for group in self.pool.customers.values() for facts in group)
        found = next((facts for facts in everybody if facts.customer_id == customer), None)
        found = self.seen.get(customer, found)
        # A file stays as old as it is; only a sync keeps up with the day.
        return replace(found, as_of=self.timeline.now.date()) if found and found.synced else found

    def every_night(self) -> None:
        self.timeline.after(timedelta(days=1), self.every_night, "schedule")
        for conversation in self.memory.open_conversations():
            if self.faults.hit("facts_change", by=self.random):
                self._tell(conversation)

    def _tell(self, conversation: Conversation) -> None:
        customer = conversation.facts.customer_id
        was = self.load(conversation.tenant, customer)
        assert was is not None
        # A customer back in a motion has no reason left for being in none.
        again = replace(was, motion=conversation.terms.motion, reason="")
        facts = self.random.choice(NEWS)(again)
        # News come by a newer file, or by the sync.
        facts = replace(facts, as_of=self.timeline.now.date())
        self.seen[customer] = facts
        words = f"a newer run: {facts.motion or facts.reason}"
        self.history.add(Happened(self.timeline.now, conversation.id, words))
        run = f"r_{self.timeline.now:%Y%m%d}"
        insist(
            self.timeline,
            lambda: self.postbox.reply(
                tenant=conversation.tenant,
                conversation=conversation.id,
                event=FactsChanged(facts),
                dedupe=f"{conversation.id}|{run}",
            ),
        )
