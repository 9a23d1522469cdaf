"""What follows from a call: it was answered, by a person or a machine, spoken over, and ended.

May import the rest of `steps` except what dispatches it; must never read words itself.
"""
