"""What other thresholds would change, and what the plans found probably are. Nothing is saved."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from functions.customer_base.console_queries.answers import (
    NoAnswer,
    PlanGuess,
    PlansFound,
    RunPreview,
)
from functions.customer_base.console_queries.opened import OpenedBase
from functions.customer_base.imports.found_plans import plans_found
from functions.customer_base.segmentation.judge import judge, load_judged
from functions.customer_base.segmentation.summary import summarise
from functions.customer_base.segmentation.workflow import criteria_of, pinned_motions
from functions.product.plan_suggestions import suggest_plans
from functions.product.thresholds import Thresholds, founder_words


def find_plans(opened: OpenedBase) -> PlansFound:
    """Plans found in the base, and what each probably is."""
    found = plans_found(opened.con, opened.customers)
    guesses = zip(found, suggest_plans(found), strict=True)
    return PlansFound(
        plans=tuple(
            PlanGuess(
                plan=plan.plan,
                product=plan.product,
                customers=plan.customers,
                monthly_cents=plan.median_mrr_cents,
                currency=plan.currency,
                role=guess.role,
                family=guess.family,
            )
            for plan, guess in guesses
        )
    )


def preview_thresholds(opened: OpenedBase) -> RunPreview | NoAnswer:
    """The counts as they would be with other thresholds; nothing is saved."""
    try:
        thresholds = Thresholds.model_validate(opened.query.thresholds)
    except ValidationError as error:
        return NoAnswer(problem=founder_words([dict(one) for one in error.errors()]))
    base, pinned = opened.ports.base, pinned_motions(opened.tenant, opened.ports.base.rows)
    saved = criteria_of(opened.tenant, base, now=opened.now, pinned=pinned)
    criteria = replace(saved, thresholds=thresholds)
    with tempfile.TemporaryDirectory(dir=base.work) as folder:
        verdicts = Path(folder) / "verdicts.parquet"
        judge(
            opened.con,
            customers=opened.customers,
            criteria=criteria,
            target=verdicts,
            hasher=base.hasher,
        )
        summary = summarise(
            opened.con,
            load_judged(
                opened.con, customers=opened.customers, verdicts=verdicts, criteria=criteria
            ),
        )
    preview = opened.run.model_copy(
        update={
            "snapshot": opened.snapshot,
            "today": criteria.today,
            "customers": summary.customers,
            "counts": summary.counts,
            "reasons": summary.reasons,
            "reach": summary.reach,
            "missing": summary.missing,
            "motions_without_offer": summary.motions_without_offer,
        }
    )
    return RunPreview(run=preview)
