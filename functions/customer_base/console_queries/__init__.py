"""Answers to what the console asks about customers: preview, search, and why.

May import everything of the base; must never write.
"""
