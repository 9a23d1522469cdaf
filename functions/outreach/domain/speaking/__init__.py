"""What the agent answers now: approved lines chosen and filled, and the guard over the result.

May import `conversation` and below; must never produce a word that no founder approved.
"""
