"""Lithuanian, as customers write and speak it.

Tables alone; must never decide.
"""
