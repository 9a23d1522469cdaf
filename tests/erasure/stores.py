"""Every place that keeps rows, files or messages: whether a person may stand in it, or why not.

Held complete by `test_every_store_is_named.py`: a store that the code has and this page has not, or
that nobody put a canary into, fails.
"""

from __future__ import annotations

from collections.abc import Mapping

PERSON = "a person"
"""May name a person: the proof puts a canary there, and looks for it afterwards."""
_FOUNDER = "what the founder set, in their own words"
_COUNTS = "numbers"
_IDS = "ids and times"

KINDS: Mapping[str, str] = {
    # Conversations and the people they are with.
    "conversation": PERSON,
    "turn": PERSON,
    "effect": PERSON,
    "note": PERSON,
    "inbound": _IDS,
    "correction": PERSON,
    "booking": PERSON,
    "lock": PERSON,
    "correspondent": PERSON,
    "address_history": PERSON,
    "mail": PERSON,
    "whatsapp_user": PERSON,
    "unknown_question": PERSON,
    "stranger": PERSON,
    "opt_out": PERSON,
    "suppression": PERSON,
    "webhook_event": PERSON,
    "filter": PERSON,
    "knowledge": PERSON,
    # The base.
    "import": PERSON,
    "stripe_change": PERSON,
    # The erasure itself names whom it is about until it is done.
    "erasure": PERSON,
    # Nobody.
    "api_answer": "answers of a change name nobody",
    "bandwidth": _FOUNDER,
    "campaign": _FOUNDER,
    "catalogue": _FOUNDER,
    "cell": _IDS,
    "channel": _FOUNDER,
    "difference": _COUNTS,
    "digest": _IDS,
    "gate": _IDS,
    "line": _IDS,
    "mapping": "hashes of headers, and what they mean",
    "notice": _IDS,
    "notices": _FOUNDER,
    "playbook": _FOUNDER,
    "product": _FOUNDER,
    "reading": _FOUNDER,
    "reading_breaker": _COUNTS,
    "reading_spent": _COUNTS,
    "recording": _FOUNDER,
    "rehearsal": "which walks a founder has done",
    "retention": _FOUNDER,
    "rules": _FOUNDER,
    "run": _COUNTS,
    "shown": "hashes of lines that were shown",
    "snapshot": _IDS,
    "stripe_link": _IDS,
    "synced": _IDS,
    "thresholds": _FOUNDER,
    "usage": _COUNTS,
    "was_chosen": "hashes of calendars",
    "webhook": _FOUNDER,
    "writing": _IDS,
    "written": _IDS,
}
"""Kind of a row of the workspace → what it holds of a person."""

WITHOUT_KIND: Mapping[str, str] = {
    "person head": "the customer's id in its key",
}
"""Partition and sort key of a row that names a person and has no `kind`, so that no table of kinds
sees it → where. Any other such row fails the proof."""

PARTITIONS: Mapping[str, str] = {
    "person": PERSON,
    "address": PERSON,
    "conversation": PERSON,
    "bookings": PERSON,
    "inbox": PERSON,
    "suppression": PERSON,
    "webhooks": PERSON,
    "filters": PERSON,
    "settings": PERSON,
    "imports": PERSON,
    "stripe": PERSON,
    "erasures": PERSON,
    "api": "answers of a change name nobody",
    "calendar": _IDS,
    "campaigns": _COUNTS,
    "channel_health": _COUNTS,
    "notices": _IDS,
    "progress": _COUNTS,
    "reading": _COUNTS,
    "runs": _COUNTS,
    "usage": _COUNTS,
}
"""What stands behind the tenant in a partition key → what the partition holds of a person."""

CONTROL_KINDS: Mapping[str, str] = {
    "address": "addresses of ours",
    "api_key": _IDS,
    "audit": _IDS,
    "billing": _COUNTS,
    "founder": "founders",
    "founder_email": "founders",
    "link": _IDS,
    "listed": _IDS,
    "model_health": _IDS,
    "pending": "founders",
    "proof": "addresses of ours",
    "proof_limit": "addresses of ours",
    "session": _IDS,
    "socket": _IDS,
    "stripe_customer": "founders",
    "stripe_problem": _IDS,
    "tenant": "founders",
}
"""Kind of a row of the control table: it knows no customer."""

FOLDERS: Mapping[str, str] = {
    "uploads": PERSON,
    "mail": PERSON,
    "snapshots": PERSON,
    "runs": PERSON,
    "consents": PERSON,
    "uploaded-facts": PERSON,
    "recordings": PERSON,
    "erasures": "keyed hashes",
    "stripe": "names of products",
}
"""Folder of the bucket → what its files hold of a person."""

QUEUES: Mapping[str, str] = {
    "replies": PERSON,
    "imports": _IDS,
    "segments": _IDS,
    "wakes": _IDS,
    "effects": _IDS,
    "mail": PERSON,
}
"""Queue → what a message holds of a person."""

LEDGERS: Mapping[str, str] = {
    "twilio": PERSON,
    "calcom": PERSON,
    "google": PERSON,
    "mail": "lies in the person's own mailbox, where nobody reaches it",
    "openai": "redacted before it leaves",
    "stripe": "founders",
}
"""Provider at the wire → what it keeps of a person."""


def personal(table: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name, holds in table.items() if holds is PERSON)
