"""One confined process tree, seen from outside: how it starts, what it is asked, what the kernel says."""
