"""Where candidates are put to the test; the oracle, the clock and the verdict stay on this side."""
