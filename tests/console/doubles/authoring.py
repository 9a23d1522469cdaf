"""Drafts of a model, as a test wants them."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontend_api.ports.authoring import Drafting, LineBrief, NoDrafts
from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.domain.settings import ReadingRules
from tenancy.tenant import TenantId


@dataclass
class FakeAuthoring:
    """Writes what it was given, and keeps what it was asked for."""

    drafting: Drafting = Drafting.NO_KEY
    drafts: tuple[str, ...] | NoDrafts = field(default_factory=NoDrafts)
    asked: list[object] = field(default_factory=list)

    def state(self, rules: ReadingRules) -> Drafting:
        return self.drafting

    def draft_lines(
        self, tenant: TenantId, brief: LineBrief, rules: ReadingRules
    ) -> tuple[str, ...] | NoDrafts:
        self.asked.append(brief)
        return self.drafts

    def translate(
        self,
        tenant: TenantId,
        texts: tuple[str, ...],
        rules: ReadingRules,
        *,
        source: str,
        target: str,
    ) -> tuple[str, ...] | NoDrafts:
        self.asked.append((texts, source, target))
        if isinstance(self.drafts, NoDrafts):
            return self.drafts
        return tuple(f"{target}: {text}" for text in texts)

    def draft_questions(
        self, tenant: TenantId, answer: Answer, rules: ReadingRules, *, product: str
    ) -> tuple[str, ...] | NoDrafts:
        self.asked.append((answer.id, product))
        return self.drafts
