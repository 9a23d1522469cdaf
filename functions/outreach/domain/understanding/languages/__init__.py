"""Words by language: tables the readers, the opt-out check and the lints look things up in.

May import `functions.product` alone; must never decide, and never load a table before it is needed.
"""
