"""The Lambda deployables that work without a founder at the screen."""
