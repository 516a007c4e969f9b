"""``python -m ouroboros``: the command where its script is not on the path."""

from ouroboros.cli.main import main

main(prog_name="ouroboros")
