"""The catalogue that library lifting guesses from: the standard library's expressions, by type and syntax."""
