"""DynamoDB items to domain values and back, and the transactions that commit a step.

May import `codec`, `ports` and `tenancy.data`; must never decide what to write.
"""
