"""What a changed text can newly reach, and what it could keep, read from the text alone."""
