"""What the agent understood from one customer message, as a list of acts.

May import `functions.product`; must never see a conversation's state nor decide what follows.
"""
