"""What the base keeps: records, snapshots and runs in DynamoDB and the bucket.

May import `parsing` for column types, and AWS SDKs in `workspace`; must never decide anything.
"""
