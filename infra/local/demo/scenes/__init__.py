"""Scenes of the demo: known customers with a part to play, each judged by the providers' ledgers.

May import the local platform and the sandbox's client; must never reach into the product's tables.
"""
