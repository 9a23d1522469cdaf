"""A model that is unknown or about to go is named; a provider that cannot be asked says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from functions.language_model.connection import Connection, ModelAccount
from functions.outreach.adapters.openai.model_health import inspect_model
from functions.outreach.ports import ModelHealth, ModelProblem
from functions.outreach.store.model_health import load_model_health, save_model_health
from functions.outreach.workflows.check_model import CheckModel, check_model
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import OPENAI_KEY
from tests.infra.sandbox.conftest import Served

TODAY = date(2026, 11, 29)
MODEL = "gpt-6-luna"


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 29, 3, 20, tzinfo=UTC)


@pytest.fixture
def model(world: SandboxClient) -> Iterator[SandboxClient]:
    world.script_model()
    yield world
    world.script_model()


def connection(served: Served, *, key: str = OPENAI_KEY) -> Connection:
    return Connection(ModelAccount(key=key, model=MODEL, url=f"{served.url}/openai/v1"))


@pytest.mark.parametrize(
    ("shut_down", "health"),
    [
        (None, ModelHealth(MODEL)),
        ("2027-11-01", ModelHealth(MODEL)),
        ("2026-12-11", ModelHealth(MODEL, ModelProblem.RETIRES, date(2026, 12, 11))),
        ("2026-11-29", ModelHealth(MODEL, ModelProblem.RETIRED, TODAY)),
        (False, ModelHealth(MODEL, ModelProblem.UNKNOWN)),
    ],
)
def test_what_the_provider_says_of_the_model(
    served: Served, model: SandboxClient, shut_down: str | bool | None, health: ModelHealth
) -> None:
    model.script_model(models={MODEL: shut_down})
    assert inspect_model(connection(served), today=TODAY) == health


def test_a_refused_key_is_named(served: Served, model: SandboxClient) -> None:
    found = inspect_model(connection(served, key="sk-other"), today=TODAY)
    assert found == ModelHealth(MODEL, ModelProblem.KEY_REFUSED)


def test_a_provider_that_cannot_be_asked_says_nothing(served: Served, model: SandboxClient) -> None:
    model.faults("openai", fail_next=1, status=500)
    assert inspect_model(connection(served), today=TODAY) is None


@pytest.mark.usefixtures("aws")
def test_what_was_said_is_kept_until_more_is_known(
    served: Served, model: SandboxClient, caplog: pytest.LogCaptureFixture
) -> None:
    ports = CheckModel(
        clock=Clock(),
        inspect=lambda today: inspect_model(connection(served), today=today),
        save=save_model_health,
    )
    assert load_model_health() is None
    model.script_model(models={MODEL: "2026-12-11"})
    assert check_model(ports)
    said = ModelHealth(MODEL, ModelProblem.RETIRES, date(2026, 12, 11))
    assert load_model_health() == said
    assert [record.__dict__["model"] for record in caplog.records] == [MODEL]
    model.faults("openai", fail_next=1, status=503)
    assert not check_model(ports)
    assert load_model_health() == said
