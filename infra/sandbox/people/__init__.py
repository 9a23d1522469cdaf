"""The simulated customers, the pages of their phones, and the API that plays them.

May import every wire of the sandbox; must never act by itself.
"""
