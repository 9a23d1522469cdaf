"""Drafts by a model outside, for a founder to read. Nothing it returns is approved."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from functions.outreach.domain.playbooks.playbook import Answer, Part
    from functions.outreach.domain.settings import ReadingRules
    from functions.product.motions import Motion
    from tenancy.tenant import TenantId


class Drafting(StrEnum):
    """Whether drafts can be had."""

    READY = "ready"
    NO_KEY = "no_key"
    """The installation has no key for a model."""
    SWITCHED_OFF = "switched_off"
    """By the founder, in the settings."""


@dataclass(frozen=True, slots=True)
class NoDrafts:
    """None came this time."""

    limit_reached: bool = False


@dataclass(frozen=True, slots=True)
class LineBrief:
    """What a founder wants other wordings of."""

    part: Part
    motion: Motion
    language: str
    business: str
    product: str
    wordings: tuple[str, ...]
    slots: tuple[str, ...]


class Authoring(Protocol):
    def state(self, rules: ReadingRules) -> Drafting: ...

    def draft_lines(
        self, tenant: TenantId, brief: LineBrief, rules: ReadingRules
    ) -> tuple[str, ...] | NoDrafts: ...

    def translate(
        self,
        tenant: TenantId,
        texts: tuple[str, ...],
        rules: ReadingRules,
        *,
        source: str,
        target: str,
    ) -> tuple[str, ...] | NoDrafts:
        """As many as there are texts, in their order."""
        ...

    def draft_questions(
        self, tenant: TenantId, answer: Answer, rules: ReadingRules, *, product: str
    ) -> tuple[str, ...] | NoDrafts: ...
