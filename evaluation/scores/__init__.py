"""What was read against what is printed: one scoring code for all (SPEC section 8)."""
