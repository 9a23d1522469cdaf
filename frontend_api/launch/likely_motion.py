"""Which motion a founder most likely means who has named none.

One answer for the checklist and the rehearsal: a suggestion, which no decision rests on.
"""

from __future__ import annotations

from functions.customer_base.segmentation.records import RunRecord
from functions.outreach.domain.campaigns.motions import first_fitting, offer_fits
from functions.outreach.domain.settings import TenantSettings
from functions.product.motions import MOTIONS, Motion


def find_likely_motion(settings: TenantSettings, run: RunRecord | None) -> Motion:
    """The one whose lines were begun, else the one with most customers, else upsell.

    Where the catalogue has an offer, one that could start with it goes before one that could not.
    """
    counts = run.counts if run else {}
    approved = {
        motion: sum(
            line.approval is not None
            for book in settings.playbooks
            if book.motion == motion
            for line in book.lines
        )
        for motion in MOTIONS
    }
    considered = [motion for motion in MOTIONS if approved[motion]] or list(MOTIONS)
    return max(
        considered,
        key=lambda motion: (
            not settings.offers or _could_start(motion, settings),
            approved[motion],
            counts.get(motion, 0),
        ),
    )


def _could_start(motion: Motion, settings: TenantSettings) -> bool:
    return offer_fits(motion, None) or first_fitting(motion, settings.offers) is not None
