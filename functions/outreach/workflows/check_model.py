"""Asks once a day whether the model that reads still exists, and says so before it is gone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from functions.outreach.ports import ModelHealth
from tenancy.runtime.clock import Clock
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CheckModel:
    """What the check needs of the outside."""

    clock: Clock
    inspect: Callable[[date], ModelHealth | None]
    save: Callable[[ModelHealth], None]


def check_model(ports: CheckModel) -> bool:
    """Whether the provider could be asked. Its answer is kept for the console, and logged if it
    is bad."""
    health = ports.inspect(ports.clock.now().date())
    if health is None:
        log.warning("reading_model_not_checked")
        return False
    ports.save(health)
    if health.problem is not None:
        about = {"model": health.model, "problem": health.problem.value, "ends": health.ends}
        log.error("reading_model", extra=about)
    return True
