"""`make demo`: the main job, headless, judged by the providers' own ledgers.

May import the local platform; must never reach into the product's own tables.
"""
