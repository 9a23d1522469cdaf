"""What a sync says of customers who stay, taken over while the founder is asked about the others.

May import `imports` beside it, `consents`, `parsing` and `store`; must never let anybody leave the
base or join it.
"""
