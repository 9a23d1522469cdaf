"""The founder plays the customer against the engine that will speak.

May import `ports` and outreach's domain; must never put anything on a queue.
"""
