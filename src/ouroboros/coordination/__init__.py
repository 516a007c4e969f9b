"""The loop, and everything that crosses organs."""
