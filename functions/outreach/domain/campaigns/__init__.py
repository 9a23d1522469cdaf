"""A campaign: its motion, its offer, its pace and what it is worth.

May import `conversation` and below; must never open more than the founder's bandwidth can serve.
"""
