"""Pages about what may be said: playbooks, knowledge, rehearsal."""
