"""How far the rehearsals have come: which walks were taken, and which of them are outdated."""

from __future__ import annotations

from datetime import datetime

from frontend_api.api.contract.endpoint import ApiModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem
from frontend_api.rehearsal.record import Walk, of_team
from functions.product.motions import MOTIONS


class WalkShown(ApiModel):
    walk: Walk
    taken_at: datetime | None
    outdated: bool
    """Something it used was changed since, so that it has to be walked again."""


class RehearsalShown(ApiModel):
    motion: str
    language: str
    complete: bool
    walks: tuple[WalkShown, ...]


class RehearsalList(ApiModel):
    """One for each motion in each language of the business."""

    items: tuple[RehearsalShown, ...]


@endpoint("How far the rehearsals are", answer=RehearsalList, body=Nothing, query=Nothing)
def list_rehearsals(call: Call[Nothing, Nothing]) -> RehearsalList | ApiProblem:
    tenant = call.session.tenant
    settings = call.ports.settings.load(tenant.id)
    kept = call.ports.settings.rehearsals(tenant.id)
    items = []
    for motion in MOTIONS:
        for language in tenant.languages:
            found = of_team(kept, motion, language)
            outdated = found.outdated(settings)
            items.append(
                RehearsalShown(
                    motion=motion,
                    language=language,
                    complete=found.complete(settings),
                    walks=tuple(
                        WalkShown(
                            walk=walk,
                            taken_at=taken.at if taken else None,
                            outdated=walk in outdated,
                        )
                        for walk in Walk
                        for taken in (found.taken(walk),)
                    ),
                )
            )
    return RehearsalList(items=tuple(items))
