"""The mail provider: what was relayed, the people's mailboxes, and what became of each mail."""
