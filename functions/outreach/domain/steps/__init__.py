"""One event, one decision, with everything that follows from it. The product's heart.

May import every other package of the domain; must never touch the outside.
"""
