"""Effects: composed from what was decided, claimed once, performed, and accounted for."""
