"""Pages about the work: campaigns, conversations, bookings, bandwidth, channels."""
