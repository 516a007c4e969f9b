"""All that runs inside somebody else's process. Standard library only."""
