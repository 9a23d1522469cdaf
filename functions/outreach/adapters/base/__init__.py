"""Questions to the customer base, asked by invoking its query function.

May import boto3; must never read Parquet.
"""
