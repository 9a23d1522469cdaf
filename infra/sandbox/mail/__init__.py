"""The mail provider: what was relayed, people's mailboxes, and what became of each mail.

May import the sandbox's ledger and clock; must never alter a mail.
"""
