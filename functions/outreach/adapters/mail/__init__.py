"""Mail out through SES and in from the bucket.

May import boto3; must never decide which customer is meant.
"""
