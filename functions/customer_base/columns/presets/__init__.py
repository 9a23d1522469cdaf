"""The exports we recognise, one row each, and how a file is recognised as one of them.

May import only `columns`; must never recognise a file by everyday words.
"""
