"""What follows from a customer's own words: reading them in order, one move, one utterance.

May import the rest of `steps` except what wakes or dispatches it; must never read words itself:
that is for `understanding`.
"""
