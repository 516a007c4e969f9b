"""The figures beside speed, the criteria, the choice among winners, and what all evidence is worth."""
