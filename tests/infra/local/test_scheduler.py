"""When the local stage is at rest: no message, no delivery, and none begun meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.cloud_process import with_queues
from infra.local.scheduler import Scheduler
from infra.plain_error import PlainError
from infra.sandbox.client import SandboxClient
from tests.infra.sandbox.conftest import serve

QUEUE = "warmline-local-effects"
DEAD = "warmline-local-effects-dead"


@dataclass
class Stage:
    """The sandbox's count of deliveries and the local cloud's queues, at one address."""

    url: str = ""
    pending: int = 0
    begun: int = 0
    queues: dict[str, list[Any]] = field(default_factory=lambda: {QUEUE: [], DEAD: []})
    when_looked_at: Callable[[], None] = lambda: None
    """Happens while the queues are looked at."""

    async def deliveries(self, _request: Request) -> Response:
        return JSONResponse({"pending": self.pending, "begun": self.begun})

    def count(self, names: Sequence[str]) -> dict[str, int]:
        held = {name: len(self.queues.get(name, ())) for name in names}
        self.when_looked_at()
        return held

    async def messages(self, _request: Request) -> Response:
        named = {f"http://cloud/000000000000/{name}": held for name, held in self.queues.items()}
        return JSONResponse({"messages": {"000000000000": {"us-east-1": named}}})


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    cloud = Starlette(
        routes=[
            Route("/pending", stage.deliveries),
            Route("/_ministack/sqs/messages", stage.messages),
        ]
    )
    running = serve(with_queues(cloud, stage.count))
    stage.url = f"http://127.0.0.1:{running.port}"
    yield stage
    running.stop()


@pytest.fixture
def scheduler(stage: Stage) -> Iterator[Scheduler]:
    with SandboxClient(stage.url) as sandbox:
        scheduler = Scheduler(sandbox, stage.url, "local", patience_s=0.2)
        yield scheduler
        scheduler.close()


def test_a_stage_with_nothing_to_do_is_at_rest(scheduler: Scheduler) -> None:
    assert scheduler.busy() == {}
    scheduler.settle()


def test_a_message_is_waited_for_and_named(stage: Stage, scheduler: Scheduler) -> None:
    stage.queues[QUEUE] = ["taken, not yet deleted"]
    assert scheduler.busy() == {"effects": 1}
    with pytest.raises(PlainError, match="1 in effects"):
        scheduler.settle()


def test_a_delivery_under_way_is_waited_for(stage: Stage, scheduler: Scheduler) -> None:
    stage.pending = stage.begun = 2
    assert scheduler.busy() == {"deliveries": 2}


def test_a_delivery_that_came_and_went_during_a_look_is_no_rest(
    stage: Stage, scheduler: Scheduler
) -> None:
    def deliver() -> None:
        stage.begun += 1

    stage.when_looked_at = deliver
    assert scheduler.busy() == {"deliveries": 1}


def test_rest_comes_when_the_last_message_is_done(stage: Stage, scheduler: Scheduler) -> None:
    stage.queues[QUEUE] = ["one"]
    scheduler.patience_s = 10
    done = threading.Timer(0.1, stage.queues[QUEUE].clear)
    done.start()
    scheduler.settle()
    assert stage.queues[QUEUE] == []
    done.join()


def test_a_look_that_waits_answers_when_the_last_message_is_done(
    stage: Stage, scheduler: Scheduler
) -> None:
    stage.queues[QUEUE] = ["one"]
    done = threading.Timer(0.05, stage.queues[QUEUE].clear)
    done.start()
    assert scheduler.busy(within_s=30) == {}
    done.join()


def test_the_messages_of_one_queue_are_listed(stage: Stage, scheduler: Scheduler) -> None:
    stage.queues[QUEUE] = [{"Body": "one"}, {"Body": "two"}]
    assert scheduler.list_messages(QUEUE) == [{"Body": "one"}, {"Body": "two"}]
    assert scheduler.list_messages("warmline-local-nobodys") == []


def test_what_was_given_up_on_is_counted_by_queue(stage: Stage, scheduler: Scheduler) -> None:
    stage.queues[DEAD] = ["failed five times"]
    assert scheduler.busy() == {}
    assert scheduler.given_up() == {"effects": 1}
