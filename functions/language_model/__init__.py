"""The deployment's language model: its account, one request within a budget, what tokens cost.

May import the SDK inside a function alone; must never know what is asked, nor of whom.
"""
