"""Makes a queue of the local stage deliver its messages twice, as any queue may do that promises
to deliver at least once. It never changes a message.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.local.platform import ACCOUNT, REGION
from infra.local.scheduler import Scheduler


@dataclass(frozen=True, slots=True)
class Redelivery:
    """`functions` and `queues` are a Lambda and an SQS client of the local cloud."""

    functions: Any
    queues: Any
    scheduler: Scheduler

    def deliver_twice(self, queue: str, work: Callable[[], None]) -> int:
        """Do some work; what it puts on the queue is worked, and then delivered once more.

        Returns how many messages were delivered again.
        """
        name = self.scheduler.physical_queue(queue)
        self._listen(name, enabled=False)
        try:
            work()
            held = self.scheduler.list_messages(name)
        finally:
            self._listen(name, enabled=True)
        self.scheduler.settle()
        url = self.queues.get_queue_url(QueueName=name)["QueueUrl"]
        for message in held:
            # A FIFO queue drops a copy of the same id for five minutes.
            self.queues.send_message(
                QueueUrl=url,
                MessageBody=message["Body"],
                MessageGroupId=message["MessageGroupId"],
                MessageDeduplicationId=str(uuid.uuid4()),
            )
        self.scheduler.settle()
        return len(held)

    def _listen(self, name: str, *, enabled: bool) -> None:
        """Whether the queue's function takes its messages."""
        source = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
        found = self.functions.list_event_source_mappings(EventSourceArn=source)
        for mapping in found["EventSourceMappings"]:
            self.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=enabled)
