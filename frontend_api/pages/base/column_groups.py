"""The columns of an upload in the groups of the column check: refusals first, unused ones last.

Each group says in one line what it unlocks. Decides nothing about what a column means.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from frontend_api.wording.columns import field_of
from functions.customer_base.columns.canonical import BY_NAME, FEATURE_PREFIX
from functions.customer_base.columns.column import Kind
from functions.customer_base.columns.refusing.refusals import MEANINGS, may_refuse
from functions.customer_base.imports.records import FileRecord
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ListedColumn:
    """One header of a file, and the field of the form that says what it means."""

    field: str
    header: str


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Columns of one file that serve one purpose."""

    key: str
    title: str
    unlocks: str
    columns: tuple[ListedColumn, ...]
    to_check: int
    """Columns whose meaning we only suggest, or ask about."""
    opened: bool
    """Whether its columns are unfolded: refusals always, and what was just refused."""


UNFOLDED_UP_TO = 12
"""A file of no more columns is short enough to be seen whole, but for what is not used."""
_TO_CHECK = frozenset({"suggested", "asked"})
UNUSED = "unused"
_GROUPS: tuple[tuple[str, str, str], ...] = (
    (
        "refusals",
        "Refusals and consents",
        "A no closes its channel for that person. Consent with its day opens a channel that needs "
        "one.",
    ),
    (
        "who",
        "Who",
        "An id or email joins your files; phone and country say how they can be reached.",
    ),
    ("money", "Money", "Only customers who have paid are worked, by what they pay and for what."),
    (
        "dates",
        "Dates",
        "The day they left: win-back. The day it renews: renewal. Since when: upsell.",
    ),
    ("usage", "Usage", "Usage that falls: retention. Usage that fills the plan or team: upsell."),
    (UNUSED, "Not used", "Left out of the import. Give a column a meaning if it has one."),
)
_WHO = frozenset(
    {
        *("customer_id", "user_id", "account_id", "subscription_id", "name", "first_name"),
        *("last_name", "email", "phone", "other_emails", "other_phones", "country", "region"),
        *("time_zone", "language", "whatsapp"),
    }
)
_USAGE = frozenset(
    {
        *("seats", "team_size", "usage_30d", "usage_prev_30d", "limit_used", "feature_uses"),
        *("support_asks", "open_escalations", "health_score", "health_flag"),
    }
)


def group_of(meaning: str) -> str:
    """The group of a canonical column; of none, that of unused columns."""
    if not meaning:
        return UNUSED
    if meaning in MEANINGS or meaning.startswith("consent_"):
        return "refusals"
    if meaning in _WHO:
        return "who"
    if meaning in _USAGE or meaning.startswith((FEATURE_PREFIX, "event_", "ticket_")):
        return "usage"
    dated = meaning in BY_NAME and BY_NAME[meaning].kind in {Kind.DATE, Kind.MOMENT}
    return "dates" if dated else "money"


def grouped_columns(
    file: FileRecord,
    values: Mapping[str, str],
    states: Mapping[str, str],
    wrong: Collection[str],
) -> tuple[ColumnGroup, ...]:
    """The headers of a file by what each is chosen to mean; groups without any are absent.

    A column that may hold refusals stands among them even while it is left out. `states` and
    `wrong` name fields of the form: how sure each meaning is, and which were refused just now.
    """
    by_group: dict[str, list[ListedColumn]] = {}
    for place, header in enumerate(file.headers):
        name = field_of(file, place)
        group = group_of(values.get(name, ""))
        if group == UNUSED and may_refuse(header, {}):
            group = "refusals"
        by_group.setdefault(group, []).append(ListedColumn(name, header))
    short = len(file.headers) <= UNFOLDED_UP_TO
    return tuple(
        ColumnGroup(
            key,
            title,
            unlocks,
            tuple(by_group[key]),
            sum(states.get(column.field) in _TO_CHECK for column in by_group[key]),
            key == "refusals"
            or (short and key != UNUSED)
            or any(column.field in wrong for column in by_group[key]),
        )
        for key, title, unlocks in _GROUPS
        if key in by_group
    )
