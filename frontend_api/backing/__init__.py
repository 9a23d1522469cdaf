"""What really stands behind the ports: tables, bucket, queues, Cognito, Stripe."""
