"""Pages about the customer base: uploads, Stripe, segments, thresholds, offers."""
