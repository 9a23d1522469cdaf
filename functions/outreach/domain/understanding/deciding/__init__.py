"""Which acts of several readers count: what each side says, what ends for ever, and one table.

May import acts, what code finds and pooling; must never read the words of a message.
"""
