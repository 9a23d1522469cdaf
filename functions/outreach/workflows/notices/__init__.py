"""Mail to founders as each chose: at once, in the mail of the day, or not at all.

May import the workflows of effects; must never mail a founder past the switch.
"""
