"""Effects: composed from what was decided, claimed once, performed, and accounted for.

May import `ports` and the domain; must never send what the claim refused.
"""
