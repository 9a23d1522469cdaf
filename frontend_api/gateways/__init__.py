"""The console's ports on AWS: tables, bucket, queues, Cognito and Stripe.

May import `ports`, `tenancy` and outreach's stores; must never send anything to a customer.
"""
