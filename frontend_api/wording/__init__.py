"""The founder's words for what the code names: terms, facts, reasons, columns, places.

May import the domain for its names; must never look anything up.
"""
