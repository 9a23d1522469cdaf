"""What an act says about the customer's stance: quotable, or warm.

Tables alone; a reply consults them, and nothing is decided here.
"""

from __future__ import annotations

from functions.outreach.domain.understanding.acts import ActKind

QUOTABLE = frozenset(
    {
        ActKind.INTERESTED,
        ActKind.UNSURE,
        ActKind.NOT_NOW,
        ActKind.DECLINED,
        ActKind.HOSTILE,
        ActKind.HUMAN_WANTED,
        ActKind.OPT_OUT,
        ActKind.WRONG_PERSON,
    }
)
"""Acts whose words tell the founder where the customer stands ("2" as a choice does not)."""

QUOTABLE_TILL_THEN = frozenset({ActKind.ASKS_PRICE, ActKind.NEGOTIATES, ActKind.ASKS_QUESTION})
"""Acts that are quoted as long as nothing of the above was said."""

HEATS = frozenset(
    {
        ActKind.INTERESTED,
        ActKind.ASKS_PRICE,
        ActKind.NEGOTIATES,
        ActKind.CHOOSES_SLOT,
        ActKind.OTHER_TIMES,
        ActKind.RESCHEDULES,
    }
)
"""Said yes, or asked for price or time."""
