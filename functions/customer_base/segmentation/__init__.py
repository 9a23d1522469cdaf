"""One pass that puts every customer of a snapshot into one motion, or into none with a reason.

May import `imports` and what is below it; must never change a snapshot or contact anybody.
"""
