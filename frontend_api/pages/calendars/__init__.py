"""Pages about a founder's own calendar: connecting one, and which of its calendars count.

No password or token is ever shown again; must never touch an event.
"""
