"""Whether a candidate does what the original does: calls, answers, differences, what the calls are worth."""
