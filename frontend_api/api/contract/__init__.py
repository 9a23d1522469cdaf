"""What every endpoint of the API does alike, and the document that is written from all of them.

May import `http` and `ports`; must never hold a rule of the product.
"""
