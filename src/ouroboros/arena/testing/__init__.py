"""The target's own tests: which exist, which reach a region, what they say of a candidate."""
