"""Sample customer bases and exports, realistic in shape and clearly fictional.

May import nothing of the product; must never hold a real person.
"""
