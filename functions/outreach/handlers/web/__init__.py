"""HTTP in: providers' webhooks and the customer's page, verified and handed to one workflow.

May import `workflows` and `wiring`; must never act on a request whose signature was not checked.
"""
