"""Pure decisions over plain values: no clock, no randomness, no input or output."""
