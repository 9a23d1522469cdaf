"""What a founder sets, from offers and channels to notices and the business; one function an act.

May import what acts may; must never read a form, nor write a page.
"""
