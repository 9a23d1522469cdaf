"""English, as customers write and say it. Tables alone: must never decide."""
