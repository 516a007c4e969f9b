"""How much faster a candidate is: pairs, sequential test, confirmation."""
