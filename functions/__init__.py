"""The Lambda deployables that work without a founder at the screen, and what they share.

`customer_base` and `outreach` must never import each other: they meet in `stripe_source`,
`product` and on queues.
"""
