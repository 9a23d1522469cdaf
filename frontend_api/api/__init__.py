"""JSON endpoints over the same domain and stores as the pages."""
