"""What a scene is: its customers in the uploaded file, what they do, and what must then be true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from infra.local.demo.scenes.ledgers import Ledgers, is_inbound
from infra.local.samples.sample_base import Row
from infra.sandbox.ledger import Record


@dataclass(frozen=True, slots=True)
class Heard:
    """What the customers of the scenes know: the time, and what is on their phones and in their
    mailboxes."""

    now: datetime
    by_address: Mapping[str, Sequence[Record]]
    """Both directions so far, oldest first; every address of the scenes is in it."""

    def sent_to(self, address: str) -> list[Record]:
        return [each for each in self.by_address[address] if not is_inbound(each)]


class Scene(Protocol):
    """One scene. It knows what reached its customers and nothing of the product's own."""

    @property
    def promise(self) -> str:
        """What is asserted, in words."""
        ...

    @property
    def addresses(self) -> tuple[str, ...]:
        """Phones and mailboxes."""
        ...

    @property
    def reached(self) -> int:
        """Conversations in which its customers answered, other than to end contact at once."""
        ...

    def list_rows(self, today: date) -> list[Row]:
        """Its customers as the founder's file has them."""
        ...

    def prepare(self) -> None:
        """What has to be so before the launch."""
        ...

    def act(self, heard: Heard) -> int:
        """React to what was heard; returns how many reactions."""
        ...

    def list_moments(self) -> tuple[datetime, ...]:
        """When the clock has to stop for it, as far as is known by now."""
        ...

    def find_problems(self, ledgers: Ledgers) -> list[str]:
        """What is not as promised, also where the scene was not played at all."""
        ...
