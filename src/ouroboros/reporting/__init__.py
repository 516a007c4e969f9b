"""What a run tells: table, page, JSON, and the words and figures that they share."""
