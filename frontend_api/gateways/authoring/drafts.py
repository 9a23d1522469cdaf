"""Drafts from the deployment's model, made when a founder first asks for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from frontend_api.ports.authoring import Drafting, LineBrief, NoDrafts
from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.domain.settings import ReadingRules
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.gateways.authoring.author import Author, DraftTask


@dataclass(frozen=True, slots=True)
class ModelAuthoring:
    """The `Authoring` port. `author` is None where there is no key."""

    author: Callable[[], Author | None]
    has_key: Callable[[], bool]

    def state(self, rules: ReadingRules) -> Drafting:
        if not self.has_key():
            return Drafting.NO_KEY
        return Drafting.READY if rules.openai else Drafting.SWITCHED_OFF

    def draft_lines(
        self, tenant: TenantId, brief: LineBrief, rules: ReadingRules
    ) -> tuple[str, ...] | NoDrafts:
        from frontend_api.gateways.authoring.tasks import line_task

        task = line_task(
            brief.part,
            motion=brief.motion,
            language=brief.language,
            business=brief.business,
            product=brief.product,
            wordings=brief.wordings,
            slots=brief.slots,
        )
        return self._drafts(tenant, task, rules)

    def translate(
        self,
        tenant: TenantId,
        texts: tuple[str, ...],
        rules: ReadingRules,
        *,
        source: str,
        target: str,
    ) -> tuple[str, ...] | NoDrafts:
        from frontend_api.gateways.authoring.tasks import translation_task

        found = self._drafts(tenant, translation_task(texts, source=source, target=target), rules)
        complete = not isinstance(found, NoDrafts) and len(found) == len(texts)
        return found if complete or isinstance(found, NoDrafts) else NoDrafts()

    def draft_questions(
        self, tenant: TenantId, answer: Answer, rules: ReadingRules, *, product: str
    ) -> tuple[str, ...] | NoDrafts:
        from frontend_api.gateways.authoring.tasks import question_task

        return self._drafts(tenant, question_task(answer, product=product), rules)

    def _drafts(
        self, tenant: TenantId, task: DraftTask, rules: ReadingRules
    ) -> tuple[str, ...] | NoDrafts:
        author = self.author() if self.state(rules) is Drafting.READY else None
        if author is None:
            return NoDrafts()
        found = author.draft(tenant, task, monthly_cents=rules.monthly_cents)
        return (
            found if isinstance(found, tuple) else NoDrafts(limit_reached=found == "limit_reached")
        )
