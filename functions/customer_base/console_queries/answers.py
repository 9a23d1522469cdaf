"""What the base answers the console, from the query function to the page's template.

The base fills these models and the console validates the same ones. Must never open DuckDB, so that
the console can ship them; what cannot be answered is a `NoAnswer`.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, JsonValue

from functions.customer_base.segmentation.records import RunRecord
from functions.product.motions import Motion


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class NoAnswer(_Answer):
    """There is nothing to answer from."""

    problem: str
    """Why, in the founder's words."""


class ListedCustomer(_Answer):
    """A customer in a list, as the run left it."""

    id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    plan: str = ""
    status: str = ""
    motion: Motion | None = None
    reason: str = ""
    """Name of the rule that put it into its motion, or of the first that did not pass."""
    strength: float | None = None
    """Of the trigger, from 0 to 1; None: an open conversation alone keeps it in its motion."""
    value_cents: int = 0
    """A year."""
    currency: str = ""
    """What the customer pays in."""
    offer_id: str = ""


class CustomersFound(_Answer):
    """One page of a list, and how many customers the whole list has."""

    rows: tuple[ListedCustomer, ...] = ()
    total: int = 0
    run: str = ""


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 - a rule's verdict
    FAIL = "fail"
    UNKNOWN = "unknown"


class RuleVerdict(_Answer):
    """One rule over one customer."""

    name: str
    group: str
    """`perimeter`, or the motion the rule is for."""
    text: str
    """What holds when it passes, for the founder."""
    verdict: Verdict
    facts: dict[str, JsonValue] = {}
    """The columns it needs with this customer's values; None is not known."""


class MotionTrigger(_Answer):
    """What put the customer into its motion, and how strongly."""

    offer_id: str = ""
    kind: str = "none"
    fact: str = ""
    value: float | None = None
    """What the fact holds; None where it holds no number, or is not known."""
    strength: float | None = None
    """From 0 to 1; None where an open conversation alone keeps the customer in its motion."""


class CustomerWhy(_Answer):
    """One customer: where it is and why, with the verdict of every rule."""

    customer: dict[str, JsonValue]
    """Every column of the snapshot; None is not known."""
    motion: Motion | None
    reason: str
    trigger: MotionTrigger = MotionTrigger()
    value_cents: int = 0
    rules: tuple[RuleVerdict, ...] = ()


class FactsToday(_Answer):
    """One customer as today judges it, as a line of a dial-pool page; None: not in the base."""

    customer: dict[str, JsonValue] | None


class PersonInBase(_Answer):
    """All that the base holds of one person, with every column of each row."""

    snapshot: str = ""
    customers: tuple[dict[str, JsonValue], ...] = ()
    earlier_rows: tuple[dict[str, JsonValue], ...] = ()
    """Of snapshots before the current one that still exist; `found_in` names the file, and
    `matched_by` what the row has in common with the person."""
    earlier_files_unread: int = 0
    """Files of earlier snapshots that there was no time for."""
    statements: tuple[dict[str, JsonValue], ...] = ()
    """Of the consent record: who said what, when, and in which import."""
    kept_facts: tuple[dict[str, JsonValue], ...] = ()
    """Of files uploaded beside a synced base."""


class PlanGuess(_Answer):
    """A plan found in the base, and what it probably is; the founder decides."""

    plan: str
    product: str = ""
    customers: int = 0
    monthly_cents: int | None = None
    """The median of what its customers pay."""
    currency: str = ""
    """Of that amount; empty where the file does not say."""
    role: str
    """`base` or `tier`."""
    family: str = ""


class PlansFound(_Answer):
    """Plans of the current customer base, most customers first."""

    plans: tuple[PlanGuess, ...] = ()


class RunPreview(_Answer):
    """A run as it would be with other thresholds; nothing is saved."""

    run: RunRecord


class MotionMove(_Answer):
    """So many customers went from one motion to another; also from `new`, to `gone`."""

    moved_from: str
    moved_to: str
    customers: int


class MovedCustomer(_Answer):
    id: str
    name: str = ""
    email: str = ""
    moved_from: str
    moved_to: str
    reason_before: str = ""
    reason_now: str = ""


class RunsCompared(_Answer):
    """Every move between two runs, and one page of the customers that moved."""

    moves: tuple[MotionMove, ...] = ()
    rows: tuple[MovedCustomer, ...] = ()
    total: int = 0
