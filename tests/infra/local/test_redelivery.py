"""A queue delivers twice what one piece of work put on it, and listens again whatever happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from infra.local.redelivery import Redelivery

NAME = "warmline-local-replies.fifo"


@dataclass
class LocalQueue:
    """Stands for the local cloud and the scheduler: one queue and what takes its messages."""

    held: list[dict[str, str]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    listening: bool = True

    def put(self, body: str, *, group: str, id_: str) -> None:
        message = {"Body": body, "MessageGroupId": group, "MessageDeduplicationId": id_}
        self.held.append(message)
        self.ids.append(id_)

    # The functions

    def list_event_source_mappings(self, **asked: str) -> dict[str, Any]:
        assert asked["EventSourceArn"].endswith(f":{NAME}")
        return {"EventSourceMappings": [{"UUID": "mapping-1"}]}

    def update_event_source_mapping(self, *, UUID: str, Enabled: bool) -> None:  # noqa: N803
        assert UUID == "mapping-1"
        self.listening = Enabled

    # The queues

    def get_queue_url(self, **asked: str) -> dict[str, str]:
        return {"QueueUrl": f"http://cloud/{asked['QueueName']}"}

    def send_message(self, **sent: str) -> None:
        assert sent["QueueUrl"] == f"http://cloud/{NAME}"
        self.put(
            sent["MessageBody"], group=sent["MessageGroupId"], id_=sent["MessageDeduplicationId"]
        )

    # The scheduler

    def physical_queue(self, queue: str) -> str:
        return f"warmline-local-{queue}.fifo"

    def list_messages(self, name: str) -> list[dict[str, str]]:
        assert name == NAME
        return list(self.held)

    def settle(self) -> None:
        assert self.listening
        self.events += [f"{each['MessageGroupId']} {each['Body']}" for each in self.held]
        self.held.clear()


def redelivery(queue: LocalQueue) -> Redelivery:
    return Redelivery(functions=queue, queues=queue, scheduler=queue)  # type: ignore[arg-type]


def test_each_message_is_worked_and_then_delivered_once_more() -> None:
    queue = LocalQueue()

    def press() -> None:
        assert not queue.listening
        queue.put("answer", group="c_1", id_="pressed")

    assert redelivery(queue).deliver_twice("replies", press) == 1
    assert queue.events == ["c_1 answer", "c_1 answer"]
    assert len(set(queue.ids)) == 2, "a FIFO queue would have dropped a copy of the same id"


def test_the_queue_is_listened_to_again_when_the_work_fails() -> None:
    queue = LocalQueue()

    def fail() -> None:
        raise ValueError("the page was gone")

    with pytest.raises(ValueError, match="the page was gone"):
        redelivery(queue).deliver_twice("replies", fail)
    assert queue.listening
