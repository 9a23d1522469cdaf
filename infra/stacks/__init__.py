"""The CloudFormation of one stage as plain values: data, identity, mail, alarms, Chalice's gaps.

May import `infra.deployables`; must never talk to AWS.
"""
