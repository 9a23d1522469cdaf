"""The canonical columns of consents: five for each channel, made from the table of channels.

Data only. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from functions.customer_base.columns.column import Column, Kind
from functions.product.channels import CHANNELS


def _consent_columns() -> tuple[Column, ...]:
    made: list[Column] = []
    for spec in CHANNELS.rows:
        channel, label = spec.channel, spec.words.in_a_column
        stem = f"consent_{channel}"
        made += [
            Column(
                stem,
                Kind.MOMENT,
                f"consent to {label}, since",
                (
                    f"{stem}_at",
                    f"{channel}_consent",
                    f"{channel}_consent_at",
                    f"{channel}_opt_in",
                    f"{channel}_opt_in_at",
                    f"{channel}_opted_in",
                    f"{channel}_opted_in_at",
                ),
            ),
            Column(
                f"{stem}_revoked_at",
                Kind.MOMENT,
                f"no to {label}, or since when",
                (
                    f"{channel}_consent_revoked_at",
                    f"{channel}_revoked_at",
                    f"{channel}_opt_out_at",
                    f"{channel}_opted_out_at",
                    f"{channel}_opt_out",
                    f"{channel}_opted_out",
                    f"{channel}_unsubscribed_at",
                    f"{channel}_unsubscribed",
                ),
            ),
            Column(
                f"{stem}_source",
                Kind.TEXT,
                f"consent to {label}, given where",
                (f"{channel}_consent_source",),
            ),
            Column(
                f"{stem}_wording",
                Kind.TEXT,
                f"consent to {label}, words shown",
                (f"{channel}_consent_wording", f"{channel}_consent_text"),
            ),
            Column(
                f"{stem}_written",
                Kind.YES_NO,
                f"consent to {label}, written and naming an AI voice",
                (f"{channel}_consent_written",),
            ),
        ]
    return tuple(made)


CONSENT_COLUMNS = _consent_columns()
