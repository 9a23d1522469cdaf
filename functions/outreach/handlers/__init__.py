"""AWS events to typed values, each handed to one workflow.

May import `wiring` and `workflows`; must never decide, nor quote a customer in a log.
"""

from functions.outreach.handlers.collector import defer_collection

# Before anything else of a function is imported.
defer_collection()
