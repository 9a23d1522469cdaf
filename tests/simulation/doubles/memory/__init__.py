"""The stores of outreach kept in memory: the same calls, the same answers as DynamoDB's.

`tests/outreach/store/contract` holds both to it. Conflicts that nobody caused are injected here.
"""

from tests.simulation.doubles.memory.campaigns import MemoryCampaigns
from tests.simulation.doubles.memory.conversations import Memory, Partition
from tests.simulation.doubles.memory.founder import (
    FixedSettings,
    MemoryInbox,
    MemoryPool,
    MemoryStrangers,
)
from tests.simulation.doubles.memory.people import MemoryPeople
from tests.simulation.doubles.memory.usage import MemoryUsage
from tests.simulation.doubles.memory.whatsapp_users import MemoryWhatsAppUsers

__all__ = [
    "FixedSettings",
    "Memory",
    "MemoryCampaigns",
    "MemoryInbox",
    "MemoryPeople",
    "MemoryPool",
    "MemoryStrangers",
    "MemoryUsage",
    "MemoryWhatsAppUsers",
    "Partition",
]
