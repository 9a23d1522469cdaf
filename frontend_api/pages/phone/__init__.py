"""Pages about the founder's own phone: proving it, and rehearsals over it.

May import the pages they lead back to; must never send anything themselves.
"""
