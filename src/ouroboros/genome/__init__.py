"""The target's source as an evolvable whole."""
