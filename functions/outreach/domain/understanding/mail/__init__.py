"""What of a mail is a person's own, newly written words, and which mail no person wrote.

May import `languages` alone; must never take words that somebody else wrote for the sender's.
"""
