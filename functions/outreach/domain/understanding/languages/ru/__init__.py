"""Russian, in Cyrillic or Latin letters.

Tables alone; must never decide.
"""
