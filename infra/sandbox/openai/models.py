"""Which models exist, and when one of them shuts down. Tests change both."""

from __future__ import annotations

from typing import Any

KNOWN = "gpt-6-luna"
_CREATED = 1_790_000_000


class Models:
    """The models by name, each with the day it shuts down, if that is announced."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.shut_down: dict[str, str | None] = {KNOWN: None}

    def change(self, models: dict[str, Any]) -> None:
        """By name: the day it shuts down or None, or False for a model that is gone."""
        for name, shut_down in models.items():
            if shut_down is False:
                self.shut_down.pop(name, None)
            else:
                self.shut_down[name] = shut_down

    def answers(self, name: str) -> bool:
        return name in self.shut_down

    def describe(self, name: str) -> dict[str, Any]:
        from openai.types import Model

        model = Model(
            id=name,
            created=_CREATED,
            object="model",
            owned_by="system",
            shutdown_date=self.shut_down[name],
        )
        return model.to_dict()
