"""Where and how to change hot code: catalogue, targeting, candidates."""
