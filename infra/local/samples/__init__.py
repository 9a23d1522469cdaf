"""Sample customer bases and exports: realistic in shape, clearly nobody's data."""
