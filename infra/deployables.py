"""The three deployables as a table: what each may hold and how each of its functions runs.

Triggers stand in each deployable's `app.py`; this table adds what Chalice cannot say (queues,
memory, timeouts, storage) and never invents a function: a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXEMPLARS = "functions/outreach/domain/understanding/exemplars"
"""What the learned reader was trained on: read by the trainer alone, never by a function."""
QUESTION_SETS = "functions/outreach/domain/understanding/question_sets"
"""The same for what decides over approved answers."""
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Function:
    """One Lambda; `resource` is its logical id in the template Chalice writes."""

    name: str
    resource: str
    queue: str = ""
    scheduled: bool = False
    memory_mb: int = 512
    timeout_s: int = 30
    storage_mb: int = 512
    at_once: int = 2
    """Invocations reserved for it, and the most it may have at a time: an import of one tenant
    takes nothing from a customer's reply. Their sum is what the account's limit must exceed."""


@dataclass(frozen=True, slots=True)
class Deployable:
    """One artefact: `packages` are folders or files of the repository, less those of `without`."""

    name: str
    app: str
    packages: tuple[str, ...]
    functions: tuple[Function, ...]
    zipped_budget_bytes: int
    unpacked_budget_bytes: int
    without: tuple[str, ...] = ()
    sockets: bool = False
    rest: bool = True

    @property
    def requirements(self) -> Path:
        return ROOT / "requirements" / f"{self.name}.txt"

    def policy(self, function: Function) -> Path:
        return ROOT / "infra" / "policies" / f"{self.name}-{function.name}.json"


def _resource(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _fed(name: str, queue: str, *, at_once: int) -> Function:
    return Function(name, _resource(name), queue=queue, timeout_s=60, at_once=at_once)


def _timed(name: str, *, timeout_s: int = 55) -> Function:
    return Function(name, _resource(name), scheduled=True, timeout_s=timeout_s)


BASE = Deployable(
    name="base",
    app="functions/customer_base/app.py",
    packages=(
        "functions/__init__.py",
        "functions/customer_base",
        "functions/erasure",
        "functions/product",
        "functions/stripe_source",
        "functions/notices",
        "functions/webhooks",
        "tenancy",
    ),
    without=("tenancy/billing/stripe.py", "tenancy/runtime/signed_links.py"),
    functions=(
        # Five files of a million rows: DuckDB wants memory, and puts aside on disk what is more,
        # some 3 GB beside the files.
        Function(
            "import_customers",
            "ImportCustomers",
            queue="imports",
            memory_mb=3008,
            timeout_s=900,
            storage_mb=6144,
            at_once=10,
        ),
        Function(
            "segment_customers",
            "SegmentCustomers",
            queue="segments",
            memory_mb=3008,
            timeout_s=900,
            storage_mb=4096,
            at_once=10,
        ),
        Function("nightly_segments", "NightlySegments", scheduled=True, timeout_s=300),
        Function(
            "query_customers",
            "QueryCustomers",
            memory_mb=1769,
            timeout_s=28,
            storage_mb=2048,
            at_once=20,
        ),
    ),
    zipped_budget_bytes=60 * MEGABYTE,
    unpacked_budget_bytes=220 * MEGABYTE,
    rest=False,
)

OUTREACH = Deployable(
    name="outreach",
    app="functions/outreach/app.py",
    packages=(
        "functions/__init__.py",
        "functions/calendars",
        "functions/erasure",
        "functions/language_model",
        "functions/outreach",
        "functions/product",
        "functions/stripe_source",
        "functions/notices",
        "functions/webhooks",
        "tenancy",
    ),
    without=(EXEMPLARS, QUESTION_SETS),
    functions=(
        Function("api_handler", "APIHandler", timeout_s=28, at_once=100),
        # A spoken turn is waited for by a person: more memory is more processor.
        Function("voice_connect", "WebsocketConnect", memory_mb=1024, timeout_s=28, at_once=50),
        Function("voice_message", "WebsocketMessage", memory_mb=1024, timeout_s=28, at_once=100),
        Function("voice_disconnect", "WebsocketDisconnect", timeout_s=28, at_once=50),
        _fed("advance_replies", "replies", at_once=100),
        _fed("advance_wakes", "wakes", at_once=50),
        _fed("perform_effects", "effects", at_once=50),
        _fed("receive_mail", "mail", at_once=20),
        # The console waits for it.
        Function("send_code", "SendCode", timeout_s=20, at_once=10),
        _timed("wake_due"),
        _timed("fill_dial_pools"),
        _timed("report_usage", timeout_s=280),
        _timed("sync_calendars", timeout_s=280),
        _timed("reconcile_usage", timeout_s=600),
    ),
    zipped_budget_bytes=50 * MEGABYTE,
    unpacked_budget_bytes=200 * MEGABYTE,
    sockets=True,
)

CONSOLE = Deployable(
    name="console",
    app="frontend_api/app.py",
    packages=(
        "frontend_api",
        "functions/__init__.py",
        # Words, rules and records of the base, for its pages; never what opens DuckDB.
        *(
            f"functions/customer_base/{name}.py"
            for name in (
                "__init__",
                "columns/__init__",
                "columns/canonical",
                "columns/column",
                "columns/consent_columns",
                "columns/refusing/__init__",
                "columns/refusing/refusal_lists",
                "columns/refusing/refusals",
                "columns/refusing/words",
                "columns/remembered_mapping",
                "columns/row_columns",
                "columns/subscription_columns",
                "columns/understanding/__init__",
                "columns/understanding/gaps",
                "columns/vocabulary",
                "console_queries/__init__",
                "console_queries/answers",
                "imports/__init__",
                "imports/records",
                "imports/stored_imports",
                "parsing/__init__",
                "parsing/findings",
                "segmentation/__init__",
                "segmentation/records",
                "segmentation/rules",
                "segmentation/stored_runs",
                "sql/__init__",
                "sql/literals",
                "store/__init__",
                "store/snapshot_pointer",
            )
        ),
        "functions/calendars",
        "functions/erasure",
        "functions/language_model",
        "functions/outreach/__init__.py",
        "functions/outreach/calendar_ports.py",
        "functions/outreach/codec.py",
        "functions/outreach/domain",
        "functions/outreach/ports.py",
        "functions/outreach/store",
        "functions/product",
        "functions/stripe_source",
        "functions/notices",
        "functions/webhooks",
        "tenancy",
    ),
    without=(EXEMPLARS, QUESTION_SETS),
    functions=(Function("api_handler", "APIHandler", memory_mb=1024, timeout_s=28, at_once=100),),
    zipped_budget_bytes=50 * MEGABYTE,
    unpacked_budget_bytes=200 * MEGABYTE,
)

DEPLOYABLES = (BASE, OUTREACH, CONSOLE)

# In the order of the architecture: replies and wakes are FIFO, grouped by conversation.
QUEUES = ("imports", "segments", "replies", "wakes", "effects", "mail")
FIFO_QUEUES = frozenset({"replies", "wakes"})


def queue_timeout_s(queue: str) -> int:
    """How long the function that reads a queue may take for one batch, in seconds."""
    return next(
        function.timeout_s
        for deployable in DEPLOYABLES
        for function in deployable.functions
        if function.queue == queue
    )
