"""Pages about the tenant: coming in, the first page, settings, billing."""
