"""AWS events to typed values, each handed to one workflow."""
