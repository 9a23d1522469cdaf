"""One file per vendor capability, each behind a Protocol of `ports`."""
