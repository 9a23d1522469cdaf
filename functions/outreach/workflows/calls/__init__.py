"""Calls under way: who rings, what is said first, each spoken turn, and who is put through.

May import the workflows that decide and route; must never wait for a queue while a line is open.
"""
