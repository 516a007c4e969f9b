"""Real profiles of a running program."""
