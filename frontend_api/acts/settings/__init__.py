"""What a founder sets: offers, thresholds, answers, channels, bandwidth; one function an act.

May import what acts may; must never read a form, nor write a page.
"""
