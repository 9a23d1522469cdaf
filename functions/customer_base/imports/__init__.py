"""One import, from uploaded files to an immutable snapshot with every row accounted for.

May import every package below it; must never be imported by segmentation or the console's
questions.
"""
