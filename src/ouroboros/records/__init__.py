"""What flows through the house: frozen records, each holding its predecessor."""
