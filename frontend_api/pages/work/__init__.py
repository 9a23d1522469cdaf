"""Pages about the work: campaigns, conversations, bookings, bandwidth, channels.

May import `launch`, `wording`, `http` and `ports`; must never launch past the gate.
"""
