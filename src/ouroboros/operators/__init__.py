"""The catalogue: one rewrite a file, each with examples, refusals and its own proof obligations."""
